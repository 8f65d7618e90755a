package io.drover.sidecar.boot;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drover.contract.json.GoDuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the node's configuration; what it does not know is an error, not ignored. */
final class ConfigFile {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.ALLOW_COMMENTS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private ConfigFile() {}

  /**
   * Reads and checks it.
   *
   * @throws IOException with a text for the operator
   */
  static NodeConfig read(Path file) throws IOException {
    try {
      NodeConfig config = MAPPER.readValue(Files.readAllBytes(file), NodeConfig.class);
      GoDuration.parse(config.maxKillTimeout());
      if (config.minDynamicPort() < 1
          || config.maxDynamicPort() > 65_535
          || config.minDynamicPort() > config.maxDynamicPort()) {
        throw new IOException(file + ": minDynamicPort to maxDynamicPort is no range of ports");
      }
      return config;
    } catch (NoSuchFileException missing) {
      throw new IOException("configuration file " + file + " does not exist", missing);
    } catch (JsonProcessingException wrong) {
      throw new IOException(file + ": " + wrong.getOriginalMessage(), wrong);
    } catch (IllegalArgumentException wrong) {
      throw new IOException(file + ": maxKillTimeout: " + wrong.getMessage(), wrong);
    }
  }
}
