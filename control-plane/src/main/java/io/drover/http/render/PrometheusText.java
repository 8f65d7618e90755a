package io.drover.http.render;

import io.drover.metrics.Gauges;
import io.drover.metrics.MetricSet;
import io.drover.metrics.Sample;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The same figures as text for Prometheus, with the names and types that Nomad gives it: gauges,
 * counters without an ending of their own, and summaries in milliseconds.
 */
public final class PrometheusText {

  private static final Pattern NOT_IN_NAMES = Pattern.compile("[^a-zA-Z0-9_:]");
  private static final double[] QUANTILES = {0.5, 0.9, 0.99};

  private PrometheusText() {}

  /** All figures, each with the label {@code host}. */
  public static String of(MetricSet metrics, Gauges gauges, String host) {
    StringBuilder out = new StringBuilder(16_384);
    Metrics.byName(gauges, host).forEach((name, all) -> gauges(out, name(name), all));
    String ofHost = labels(Map.of("host", host));
    for (Sample counter : metrics.counters()) {
      if (counter.count() > 0) {
        String name = head(out, counter.name(), "counter");
        line(out, name, ofHost, counter.sum());
      }
    }
    for (Sample sample : metrics.samples()) {
      if (sample.count() > 0) {
        summary(out, sample, host, ofHost);
      }
    }
    return out.toString();
  }

  private static void gauges(StringBuilder out, String name, List<Metrics.Gauge> all) {
    head(out, name, "gauge");
    all.forEach(gauge -> line(out, name, labels(gauge.labels()), gauge.value()));
  }

  private static void summary(StringBuilder out, Sample sample, String host, String ofHost) {
    String name = head(out, sample.name(), "summary");
    for (double quantile : QUANTILES) {
      String labels = "{host=\"%s\",quantile=\"%s\"}".formatted(escaped(host), quantile);
      line(out, name, labels, sample.quantile(quantile));
    }
    line(out, name + "_sum", ofHost, sample.sum());
    line(out, name + "_count", ofHost, sample.count());
  }

  private static String head(StringBuilder out, String dotted, String type) {
    String name = name(dotted);
    out.append("# HELP ").append(name).append(' ').append(name).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return name;
  }

  private static void line(StringBuilder out, String name, String labels, double value) {
    out.append(name).append(labels).append(' ');
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      out.append((long) value);
    } else {
      out.append(value);
    }
    out.append('\n');
  }

  private static String name(String dotted) {
    return NOT_IN_NAMES.matcher(dotted).replaceAll("_");
  }

  private static String labels(Map<String, String> labels) {
    StringBuilder text = new StringBuilder("{");
    labels.forEach(
        (name, value) -> {
          if (text.length() > 1) {
            text.append(',');
          }
          text.append(name).append("=\"").append(escaped(value)).append('"');
        });
    return text.append('}').toString();
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
