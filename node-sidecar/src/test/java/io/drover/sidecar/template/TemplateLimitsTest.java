package io.drover.sidecar.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateLimitsTest {

  private static void render(String template) throws TemplateError {
    CompiledTemplate.parse("", template.getBytes(StandardCharsets.UTF_8), "", "")
        .render(FixedInputs.NONE, false, TemplateLimits.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{range loop 9223372036854775807}}{{end}}",
        "{{range 9223372036854775807}}{{end}}",
        "{{range loop 100000}}{{range loop 100000}}{{end}}{{end}}"
      })
  void endlessLoopsAreCutOff(String template) {
    assertThatThrownBy(() -> render(template))
        .isInstanceOf(TemplateError.class)
        .hasMessageContaining("steps of evaluation");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{define \"x\"}}{{template \"x\"}}{{end}}{{template \"x\"}}",
        "{{define \"x\"}}{{executeTemplate \"x\"}}{{end}}{{template \"x\"}}"
      })
  void endlessRecursionIsCutOff(String template) {
    assertThatThrownBy(() -> render(template))
        .isInstanceOf(TemplateError.class)
        .hasMessageContaining("exceeded maximum template depth");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{$x := \"0123456789\"}}{{range loop 100}}{{$x = print $x $x}}{{end}}{{$x}}",
        "{{range loop 5000000}}0123456789{{end}}",
        "{{printf \"%1000000d\" 1 | replaceAll \" \" \"12345678901234567890\"}}",
        "{{$x := printf \"%1000000d\" 1}}{{range $i := loop 1000}}"
            + "{{scratch.Set (print $i) (print $x $i)}}{{end}}",
        "{{range $i := loop 100000}}"
            + "{{scratch.Set (print $i) (split \"\" (printf \"%10000d\" 1))}}{{end}}",
        "{{indent 999999999999 \"a\"}}",
        "{{scratch.Set \"a\" \"0123456789\"}}{{range loop 60}}"
            + "{{scratch.MapSet \"m\" \"x\" (scratch.Get \"a\")}}"
            + "{{scratch.MapSet \"m\" \"y\" (scratch.Get \"a\")}}"
            + "{{scratch.Set \"a\" (scratch.Get \"m\")}}{{end}}{{toJSON (scratch.Get \"a\")}}"
      })
  void boundlessOutputIsCutOff(String template) {
    assertThatThrownBy(() -> render(template))
        .isInstanceOf(TemplateError.class)
        .hasMessageMatching(
            "(?s).*(output is larger than 4194304 bytes|makes more than 20971520 bytes).*");
  }

  @Test
  void expressionsThatExplodeAreRefused() {
    assertThatThrownBy(() -> render("{{regexMatch \"((a{1000}){1000}){1000}\" \"a\"}}"))
        .isInstanceOf(TemplateError.class)
        .hasMessageContaining("expression is too large");
    assertThat(RegexSize.of("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")).isBetween(36L, 60L);
    assertThat(RegexSize.of("((a{1000}){1000}){1000}")).isGreaterThan(100_000_000);
    assertThat(RegexSize.of("[]a{9}](b{2}){3,}\\{9")).isBetween(8L, 20L);
  }

  @Test
  void errorsQuoteNoMoreThanTheyMust() {
    assertThatThrownBy(() -> render("{{toLower `" + "x".repeat(100_000) + "` 1}}"))
        .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThan(5000));
    assertThatThrownBy(() -> render("{{mustEnv `" + "x".repeat(100_000) + "`}}"))
        .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThan(5000));
  }

  @Test
  void theDepthFitsASmallStack() throws InterruptedException {
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    Runnable recursion =
        () -> {
          try {
            render(
                "{{define \"x\"}}{{if true}}{{executeTemplate \"x\"}}{{end}}{{end}}{{template \"x\"}}");
          } catch (TemplateError | StackOverflowError failure) {
            thrown.add(failure);
          }
        };
    Thread small = new Thread(null, recursion, "small-stack", 512 << 10);
    small.start();
    small.join();
    assertThat(thrown).singleElement().isInstanceOf(TemplateError.class);
  }

  @Test
  void deepNestingIsRefused() {
    String open = "{{if true}}".repeat(5000);
    assertThatThrownBy(() -> render(open + "{{end}}".repeat(5000)))
        .hasMessageContaining("nest deeper than");
    assertThatThrownBy(() -> render("{{" + "(".repeat(5000) + "1" + ")".repeat(5000) + "}}"))
        .hasMessageContaining("nest deeper than");
    assertThatThrownBy(() -> render("{{parseJSON `" + "[".repeat(900) + "]".repeat(900) + "`}}"))
        .hasMessageContaining("depth");
    assertThatThrownBy(() -> render("{{1}}".repeat(100_000)))
        .hasMessageContaining("more than 100000 tokens");
  }
}
