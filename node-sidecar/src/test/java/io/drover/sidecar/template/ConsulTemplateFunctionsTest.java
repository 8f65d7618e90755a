package io.drover.sidecar.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.sidecar.template.TemplateSource.Answer;
import io.drover.sidecar.template.TemplateSource.ServiceInstance;
import io.drover.sidecar.template.TemplateSource.ServiceSummary;
import io.drover.sidecar.template.TemplateSource.Variable;
import io.drover.sidecar.template.TemplateSource.VariableMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsulTemplateFunctionsTest {

  private static final VariableMetadata METADATA =
      new VariableMetadata("default", "nomad/jobs/x", 3, 4, Instant.EPOCH, Instant.EPOCH);

  /** Knows one variable and one service. */
  private static final class OneOfEach implements TemplateSource {
    @Override
    public Answer<Variable> variable(String namespace, String path) {
      return path.equals(METADATA.path())
          ? new Answer.Found<>(new Variable(METADATA, Map.of("k", "v", "a", "z<é")))
          : new Answer.Absent<>();
    }

    @Override
    public Answer<List<VariableMetadata>> variables(String namespace, String prefix) {
      return new Answer.Found<>(METADATA.path().startsWith(prefix) ? List.of(METADATA) : List.of());
    }

    @Override
    public Answer<List<ServiceInstance>> service(String namespace, String name) {
      return new Answer.Found<>(
          name.equals("web") ? List.of(instance("i1", 80), instance("i2", 81)) : List.of());
    }

    private static ServiceInstance instance(String id, int port) {
      return new ServiceInstance(
          id, "web", "n1", "10.0.0.1", port, "dc1", List.of("b", "a"), "job", "alloc");
    }

    @Override
    public Answer<List<ServiceSummary>> services(String namespace) {
      return new Answer.Found<>(List.of(new ServiceSummary("web", List.of("a"))));
    }

    @Override
    public Subscription onChange(Runnable changed) {
      return () -> {};
    }
  }

  private static final FixedInputs INPUTS =
      new FixedInputs(Map.of("HOME", "/h"), Map.of("local/f", "content"), new OneOfEach());

  private static RenderedTemplate rendered(String template, FixedInputs inputs, boolean strict)
      throws TemplateError {
    return CompiledTemplate.parse("", template.getBytes(StandardCharsets.UTF_8), "", "")
        .render(inputs, strict, TemplateLimits.DEFAULT);
  }

  private static String render(String template) throws TemplateError {
    RenderedTemplate rendered = rendered(template, INPUTS, false);
    assertThat(rendered.missing()).isEmpty();
    return new String(rendered.content(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\0',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          {{with nomadVar "nomad/jobs/x"}}{{.k}} {{.a}}{{end}} ~ v z<é
          {{range nomadVar "nomad/jobs/x"}}{{.Key}}={{.Value}};{{end}} ~ a=z<é;k=v;
          {{with nomadVar "nomad/jobs/x"}}{{.Keys}}{{.Values}}{{range .Tuples}}{{.K}}{{.V}}{{end}}{{.Metadata.ModifyIndex}}{{end}} ~ [a k][z<é v]az<ékv4
          {{with nomadVar "nomad/jobs/x"}}{{.k | toUpper}}{{printf "%s" .k}}{{.k.Value}}{{end}} ~ Vvv
          {{with nomadVar "nomad/jobs/x@other.region"}}{{.none}}{{end}}| ~ |
          {{nomadVarExists "nomad/jobs/x"}} {{nomadVarExists "nope"}} ~ true false
          {{range nomadVarList "nomad"}}{{.}} {{.Path}}{{end}} ~ nomad/jobs/x nomad/jobs/x
          {{range nomadService "web"}}{{.Address}}:{{.Port}} {{.Tags}};{{end}} ~ 10.0.0.1:80 [a b];10.0.0.1:81 [a b];
          {{range nomadService "a.web"}}{{.ID}}{{end}}{{range nomadService "c.web"}}{{.ID}}{{end}} ~ i1i2
          {{len (nomadService 1 "key" "web")}} ~ 1
          {{range nomadService "none"}}x{{else}}none{{end}} ~ none
          {{range nomadServices}}{{.Name}}{{.Tags}}{{end}} ~ web[a]
          {{range $tag, $all := nomadService "web" | byTag}}{{$tag}}{{len $all}}{{end}} ~ a2b2
          {{env "HOME"}}{{env "NO"}}{{envOrDefault "NO" "d"}}{{mustEnv "HOME"}} ~ /hd/h
          {{file "local/f"}} ~ content
          {{timestamp}} {{timestamp "unix"}} {{timestamp "Mon Jan _2 15:04:05.000 2006"}} ~ 2026-03-04T05:06:07Z 1772600767 Wed Mar  4 05:06:07.089 2026
          {{scratch.Set "a" 1}}{{scratch.SetX "a" 2}}{{scratch.Get "a"}} {{scratch.Key "a"}} {{scratch.Key "b"}} ~ 1 true false
          {{scratch.MapSet "m" "b" "2"}}{{scratch.MapSet "m" "a" "1"}}{{scratch.MapSetX "m" "a" "9"}}{{range scratch.MapValues "m"}}{{.}}{{end}} ~ 12
          {{define "d"}}<{{.}}>{{end}}{{executeTemplate "d" 5}} ~ <5>
          {{"{\\"a\\":1,\\"b\\":{\\"c\\":[\\"x\\",2]}}" | parseJSON | toTOML | toJSON}} ~ "a = 1.0\\n\\n[b]\\n  c = [\\"x\\", 2.0]"
          {{parseJSON `{"a":{"b":"x"},"c":["y",1],"d":"yes"}` | toYAML | toJSON}} ~ "a:\\n  b: x\\nc:\\n- \\"y\\"\\n- 1\\nd: \\"yes\\""
          {{(parseJSON `{"a/b":1,"a/c":2}` | explodeMap).a.c}} ~ 2
          {{mergeMap (parseJSON `{"a":1}`) (parseJSON `{"a":2,"b":3}`) | toJSON}} ~ {"a":1,"b":3}
          {{mergeMapWithOverride (parseJSON `{"a":1}`) (parseJSON `{"a":2}`) | toJSON}} ~ {"a":2}
          {{containsAll (split "," "a,b") (split "," "a,b,c")}} {{containsAny (split "," "x,b") "abc"}} {{containsNone (split "," "x") "abc"}} {{containsNotAll (split "," "a,x") "abc"}} ~ true true true true
          {{range $k, $v := splitToMap "," ":" "a:1,b:2"}}{{$k}}{{$v}}{{end}} ~ a1b2
          {{toTitle "hello wide world"}} ~ Hello Wide World
          """)
  void gives(String template, String output) throws TemplateError {
    assertThat(render(template)).isEqualTo(output == null ? "" : output);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\0',
      textBlock =
          """
          {{ plugin "ls" }} ~ template: :1:3: executing "" at <plugin "ls">: error calling plugin: function is disabled
          {{ nofunc "x" }} ~ template: :1: function "nofunc" not defined
          {{ "x" | writeToFile "/etc/x" "" "" "0644" }} ~ function is disabled
          {{ key "a" }} ~ Consul is not configured on this node
          {{ with secret "a" }}{{ end }} ~ Vault is not configured on this node
          {{ sprig_upper "a" }} ~ function "sprig_upper" is not supported
          {{ parseYAML "a: b" }} ~ function "parseYAML" is not supported
          {{ sockaddr "GetPrivateIP" }} ~ function "sockaddr" is not supported
          {{ mustEnv "NO" }} ~ required environment variable NO is empty
          {{ divide 0 1 }} ~ integer divide by zero
          {{ toJSON (loop 3) }} ~ json: unsupported type
          {{ base64Decode "%" }} ~ illegal base64 data
          {{ regexMatch "(" "x" }} ~ error parsing regexp
          {{ parseJSON "{" }} ~ invalid JSON
          """)
  void refuses(String template, String message) {
    assertThatThrownBy(() -> render(template))
        .isInstanceOf(TemplateError.class)
        .hasMessageContaining(message);
  }

  @Test
  void namesWhatItWaitsFor() throws TemplateError {
    assertThat(
            rendered(
                    "{{with nomadVar \"nomad/jobs/x\"}}{{.k}}{{end}}{{nomadVarExists \"b\"}}"
                        + "{{range nomadService \"s\"}}{{end}}{{nomadVarList \"c@ns\"}}",
                    FixedInputs.NONE,
                    false)
                .missing())
        .containsExactly(
            "nomad.var.block(nomad/jobs/x@default.global)",
            "nomad.var.get(b@default.global)",
            "nomad.service(s)",
            "nomad.var.list(c@ns.global)");
  }

  @Test
  void waitsRatherThanFailsWhenWhatIsMissingMakesItFail() throws TemplateError {
    assertThat(rendered("{{(nomadVar \"a\").k.x}}", FixedInputs.NONE, true).missing())
        .containsExactly("nomad.var.block(a@default.global)");
  }

  @Test
  void missingKeysFailOnRequest() {
    assertThatThrownBy(() -> rendered("{{(parseJSON \"{}\").k}}", INPUTS, true))
        .hasMessageContaining("map has no entry for key \"k\"");
  }

  @Test
  void binaryValuesStayWhole() throws TemplateError {
    assertThat(rendered("{{base64Decode \"/wCA\"}}", INPUTS, false).content())
        .containsExactly(0xFF, 0, 0x80);
  }

  @Test
  void otherDelimitersTakeTheirPlace() throws TemplateError {
    RenderedTemplate rendered =
        CompiledTemplate.parse("", "<< 1 >>{{ 2 }}".getBytes(StandardCharsets.UTF_8), "<<", ">>")
            .render(INPUTS, false, TemplateLimits.DEFAULT);
    assertThat(new String(rendered.content(), StandardCharsets.UTF_8)).isEqualTo("1{{ 2 }}");
  }
}
