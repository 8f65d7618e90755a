package io.drover.jobspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.drover.jobspec.hcl.LooseParser;
import io.drover.jobspec.hcl.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any text gives a tree or complaints, soon, and never another exception. */
class HostileTextTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "\"",
            "${",
            "%{",
            "~}",
            "}",
            "=",
            "=>",
            ",",
            "\n",
            " ",
            "a",
            "job",
            "for",
            "in",
            "if",
            "else",
            "endif",
            "endfor",
            "1",
            "1.5e3",
            ".",
            "...",
            "*",
            "[*]",
            "?",
            ":",
            "<<EOF\n",
            "<<-EOF\n",
            "EOF\n",
            "#",
            "/*",
            "*/",
            "\\",
            "\\u12",
            "$${",
            "%%{",
            "-",
            "!",
            "&&",
            "|",
            "'",
            ";",
            "é",
            "e\u0301",
            "\ud83d\ude00",
            "\ud800",
            "\r\n",
            "true",
            "null",
            "var.a",
            "upper",
            "dynamic",
            "content",
            "variable",
            "locals",
            "group")
        .list()
        .ofMaxSize(60)
        .map(list -> String.join("", list));
  }

  private static void anythingButAnotherException(String text) {
    assertThat(Parser.body("f", text)).isNotNull();
    assertThat(Parser.expression("f", text)).isNotNull();
    assertThat(LooseParser.parse("f", text)).isNotNull();
    try {
      assertThat(JobFile.parse("f", text, ParseOptions.server(text))).isNotNull();
    } catch (JobFileException e) {
      assertThat(e.text()).isNotEmpty();
    }
    try {
      assertThat(AgentFile.parse("f.hcl", text)).isNotNull();
    } catch (AgentFileException e) {
      assertThat(e.problems()).isNotEmpty();
    }
  }

  @Property(tries = 2_000)
  void piecesOfTheLanguageInAnyOrder(@ForAll("pieces") String text) {
    anythingButAnotherException(text);
    anythingButAnotherException("job \"x\" {\n meta = " + text + "\n}\n");
  }

  @Property(tries = 500)
  void anyText(@ForAll String text) {
    anythingButAnotherException(text);
  }

  @Test
  void jobFilesWithAPieceMissing() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of("src/test/resources/golden-hcl"))) {
      files =
          all.filter(
                  p ->
                      p.toString().endsWith("-all.nomad.hcl")
                          || p.getFileName().toString().startsWith("realistic-w"))
              .sorted()
              .toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      String text = Files.readString(file);
      for (int at = 0; at < text.length(); at += 7) {
        anythingButAnotherException(
            text.substring(0, at) + text.substring(Math.min(text.length(), at + 3)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[", "(", "{a=", "-", "!", "\"${", "a {\n", "f(", "x ? ", "a[", "%{ if ", "<<A\n${"
      })
  void deepNestingIsAComplaintNotAnOverflow(String opener) {
    String bomb = "x = " + opener.repeat(100_000);
    assertTimeoutPreemptively(
        SOON,
        () -> {
          assertThat(Parser.body("f", bomb).diagnostics()).isNotEmpty();
          assertThat(Parser.body("f", opener.repeat(100_000)).diagnostics()).isNotEmpty();
          assertThat(LooseParser.parse("f", bomb).diagnostics()).isNotEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {" + 1", "[0]", ".a", "[a]", "[*]", ".*", " == 1", " && 1"})
  void longChainsAreNoNesting(String link) {
    String text = "job \"x\" {\n priority = a" + link.repeat(50_000) + "\n}\n";
    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThatThrownBy(() -> JobFile.parse("f", text, ParseOptions.server()))
                .isInstanceOf(JobFileException.class));
  }

  @Test
  void expensiveExpressionsAreCutOff() {
    String loops =
        "locals {\n x = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) :"
            + " a]]]\n}\njob \"x\" {\n}\n";
    StringBuilder doubling = new StringBuilder("locals {\n a0 = \"xxxxxxxxxxxxxxxx\"\n");
    for (int i = 1; i < 60; i++) {
      doubling.append(" a").append(i).append(" = \"${local.a").append(i - 1);
      doubling.append("}${local.a").append(i - 1).append("}\"\n");
    }
    doubling.append("}\njob \"x\" {\n}\n");
    for (String text : List.of(loops, doubling.toString())) {
      assertTimeoutPreemptively(
          SOON,
          () ->
              assertThatThrownBy(() -> JobFile.parse("f", text, ParseOptions.server()))
                  .isInstanceOf(JobFileException.class)
                  .hasMessageContaining("too expensive"));
    }
  }

  @Test
  void aTextThatIsTooLargeIsRefused() {
    String text = "#".repeat(Parser.SOURCE_MAX + 1);
    assertThat(Parser.body("f", text).diagnostics()).hasSize(1);
  }
}
