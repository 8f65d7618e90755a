package io.drover.sidecar.template;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inputs that stay the same. */
record FixedInputs(Map<String, String> variables, Map<String, String> files, TemplateSource source)
    implements TemplateInputs {

  static final FixedInputs NONE = new FixedInputs(Map.of(), Map.of(), new UnwiredSource());

  @Override
  public @Nullable String environment(String name) {
    return variables.get(name);
  }

  @Override
  public byte[] file(String path) throws IOException {
    String content = files.get(path);
    if (content == null) {
      throw new NoSuchFileException(path);
    }
    return content.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Instant now() {
    return Instant.parse("2026-03-04T05:06:07.089Z");
  }

  @Override
  public String namespace() {
    return "default";
  }

  @Override
  public String region() {
    return "global";
  }
}
