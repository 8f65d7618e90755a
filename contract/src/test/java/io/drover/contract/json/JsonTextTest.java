package io.drover.contract.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import io.drover.contract.model.Port;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written can be read again, whatever the characters. */
class JsonTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"\uD83D\uDE00", "a\uD83D\uDE00b", "\0\u001f\"\\", "é€\uFFFF", "<>&\u2028"})
  void textsAndKeysOfAnyCharacters(String text) throws Exception {
    Port port = new Port(text, 1, 2, text);
    assertThat(Json.MAPPER.readValue(Json.MAPPER.writeValueAsBytes(port), Port.class))
        .isEqualTo(port);
    Map<String, String> map = new TreeMap<>(Map.of(text, text));
    assertThat(
            Json.MAPPER.readValue(
                Json.MAPPER.writeValueAsBytes(map), new TypeReference<Map<String, String>>() {}))
        .isEqualTo(map);
  }
}
