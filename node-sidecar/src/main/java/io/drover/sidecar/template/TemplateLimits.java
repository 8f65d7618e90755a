package io.drover.sidecar.template;

/**
 * Bounds of one rendering, so that no template can hold up or fill the node.
 *
 * @param work steps of evaluation; 64 bytes that are made count as one
 * @param outputBytes size of the result and of each string on the way
 * @param madeBytes of all strings, lists and maps on the way together
 * @param depth how deep blocks, calls of templates and values may nest
 */
public record TemplateLimits(long work, int outputBytes, long madeBytes, int depth) {

  /** Ten million steps take about a second; the sizes fit a heap of 64 MB. */
  public static final TemplateLimits DEFAULT =
      new TemplateLimits(10_000_000, 4 << 20, 20 << 20, 150);
}
