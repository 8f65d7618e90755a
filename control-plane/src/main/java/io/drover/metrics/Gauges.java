package io.drover.metrics;

/** Where figures come from that are asked for only when somebody looks. */
@FunctionalInterface
public interface Gauges {

  /** Takes one figure; labels are names and values in turn. */
  @FunctionalInterface
  interface Sink {
    void gauge(String name, double value, String... labels);
  }

  /** Gives all figures as they are now. Answers without waiting, from any thread. */
  void write(Sink sink);
}
