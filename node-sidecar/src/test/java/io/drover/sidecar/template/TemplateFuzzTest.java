package io.drover.sidecar.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a template says, it renders or is refused, and ends. */
class TemplateFuzzTest {

  private static final List<String> PIECES =
      List.of(
          "{{",
          "}}",
          "{{-",
          "-}}",
          " ",
          "\n",
          ".",
          "$",
          "$x",
          ":=",
          "=",
          "|",
          "(",
          ")",
          ",",
          "\"a\"",
          "`b`",
          "'c'",
          "1",
          "-2",
          "3.5",
          "0x",
          "1e9",
          "true",
          "nil",
          "if ",
          "else",
          "{{end}}",
          "range ",
          "with ",
          "define \"d\"",
          "{{template \"d\" .}}",
          "block \"e\" .",
          "{{break}}",
          "{{continue}}",
          "/*",
          "*/",
          "printf \"%d %v %s %[9]q %*x\" ",
          "print ",
          "loop 9 ",
          "split \",\" \"a,b\" ",
          "scratch.Set \"k\" ",
          "scratch.Get \"k\" ",
          "scratch.MapSet \"m\" \"k\" ",
          "toJSON ",
          "toYAML ",
          "toTOML ",
          "index ",
          "slice ",
          "len ",
          "eq ",
          "and ",
          "or ",
          "not ",
          "parseJSON \"{\\\"a\\\":[1]}\" ",
          "nomadVar \"p\" ",
          "nomadService \"s\" ",
          "env \"E\" ",
          "file \"f\" ",
          "regexReplaceAll \"a*\" \"$1\" \"aa\" ",
          "base64Decode \"/w==\" ",
          "timestamp \"2006\" ",
          "executeTemplate \"d\" ",
          "é",
          "\u0000",
          "{{range $i, $e := loop 3}}",
          "{{if true}}",
          "{{$x := 1}}",
          "{{$x}}",
          "{{.a.b}}");

  @Provide
  Arbitrary<String> templates() {
    return Arbitraries.of(PIECES)
        .list()
        .ofMaxSize(40)
        .map(list -> list.stream().collect(Collectors.joining()));
  }

  @Property(tries = 3000)
  void rendersOrIsRefused(@ForAll("templates") String template) {
    attempt(template);
  }

  @Property(tries = 1000)
  void anyTextInsideOfAnActionRendersOrIsRefused(@ForAll String template) {
    attempt("{{" + template + "}}");
    attempt(template);
  }

  private static void attempt(String template) {
    String outcome;
    try {
      RenderedTemplate rendered =
          CompiledTemplate.parse("", template.getBytes(StandardCharsets.UTF_8), "", "")
              .render(FixedInputs.NONE, false, new TemplateLimits(100_000, 1 << 16, 1 << 20, 100));
      outcome = rendered.complete() ? "rendered" : "waits";
    } catch (TemplateError refused) {
      outcome = refused.getMessage();
    }
    assertThat(outcome).isNotEmpty();
  }
}
