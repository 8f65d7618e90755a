package io.drover.sidecar.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Go 1.26 itself makes of templates, with missingkey=zero. Where Go's error speaks of its
 * types the table has the begin of the error, with the position.
 */
class GoCasesTest {

  private static final String DATA =
      """
      {"name":"Bob","empty":"","nothing":null,"n":3,"big":1234567890,"frac":0.25,"neg":-4,
       "flag":true,"list":["a","b","c"],"emptylist":[],"map":{"k":"v","a":"z"},
       "deep":{"a":{"b":{"c":"deep"}}},"mixed":[1,"x",null,true,{"y":[2]}]}
      """;

  record Case(
      String template,
      @Nullable String output,
      @Nullable String error,
      @Nullable String errorBegins) {
    @Override
    public String toString() {
      return template;
    }
  }

  static Stream<Case> cases() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    try (InputStream in = GoCasesTest.class.getResourceAsStream("/template/go-cases.jsonl")) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return all.lines().map(line -> read(mapper, line)).toList().stream();
    }
  }

  private static Case read(ObjectMapper mapper, String line) {
    try {
      JsonNode node = mapper.readTree(line);
      return new Case(
          node.path("template").asText(),
          node.path("output").asText(null),
          node.path("error").asText(null),
          node.path("errorBegins").asText(null));
    } catch (IOException malformed) {
      throw new IllegalStateException(malformed);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rendersAsGoDoes(Case expected) throws FunctionError {
    Object dot =
        Objects.requireNonNull(FunctionTable.PURE.get("parseJSON"))
            .call(List.of(DATA), new Budget(TemplateLimits.DEFAULT));
    String output = null;
    String error = null;
    try {
      byte[] source = expected.template().getBytes(StandardCharsets.UTF_8);
      RenderedTemplate rendered =
          CompiledTemplate.parse("t", source, "", "")
              .render(FixedInputs.NONE, false, TemplateLimits.DEFAULT, dot);
      output = new String(rendered.content(), StandardCharsets.UTF_8);
    } catch (TemplateError failure) {
      error = failure.getMessage();
    }
    if (expected.errorBegins() != null) {
      assertThat(error).startsWith(expected.errorBegins());
    } else {
      assertThat(error).as("error").isEqualTo(expected.error());
    }
    assertThat(output).as("output").isEqualTo(expected.output());
  }
}
