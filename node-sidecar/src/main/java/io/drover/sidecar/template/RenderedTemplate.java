package io.drover.sidecar.template;

import java.util.List;

/**
 * What became of a template.
 *
 * @param content of no use while something is missing
 * @param missing what the template waits for, in the order of reading, as events name it
 */
public record RenderedTemplate(byte[] content, List<String> missing) {

  public RenderedTemplate {
    missing = List.copyOf(missing);
  }

  public boolean complete() {
    return missing.isEmpty();
  }
}
