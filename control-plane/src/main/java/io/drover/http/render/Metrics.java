package io.drover.http.render;

import com.fasterxml.jackson.core.JsonGenerator;
import io.drover.metrics.Aggregate;
import io.drover.metrics.Gauges;
import io.drover.metrics.MetricSet;
import io.drover.metrics.Sample;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Figures in the shape of Nomad's {@code /v1/metrics}: gauges as they are, counters and samples
 * over the last ten seconds that are complete. What did not occur then is left out.
 */
public final class Metrics {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss +0000 'UTC'").withZone(ZoneOffset.UTC);

  /** A gauge with its labels. */
  record Gauge(double value, Map<String, String> labels) {}

  private Metrics() {}

  /** Writes all of them, each with the label {@code host}. */
  public static void write(
      JsonGenerator out, MetricSet metrics, Gauges gauges, String host, Instant now)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("Timestamp", TIME.format(now));
    out.writeArrayFieldStart("Gauges");
    for (Map.Entry<String, List<Gauge>> named : byName(gauges, host).entrySet()) {
      for (Gauge gauge : named.getValue()) {
        out.writeStartObject();
        out.writeStringField("Name", named.getKey());
        number(out, "Value", gauge.value());
        labels(out, gauge.labels());
      }
    }
    out.writeEndArray();
    out.writeArrayFieldStart("Points");
    out.writeEndArray();
    samples(out, "Counters", metrics.counters(), host);
    samples(out, "Samples", metrics.samples(), host);
    out.writeEndObject();
  }

  /** The gauges as they are now, those of one name together. */
  static Map<String, List<Gauge>> byName(Gauges gauges, String host) {
    Map<String, List<Gauge>> byName = new TreeMap<>();
    gauges.write(
        (name, value, labels) -> {
          Map<String, String> all = new TreeMap<>();
          all.put("host", host);
          for (int i = 0; i + 1 < labels.length; i += 2) {
            all.put(labels[i], labels[i + 1]);
          }
          byName.computeIfAbsent(name, made -> new ArrayList<>()).add(new Gauge(value, all));
        });
    return byName;
  }

  private static void samples(
      JsonGenerator out, String field, Collection<Sample> samples, String host) throws IOException {
    out.writeArrayFieldStart(field);
    for (Sample sample : samples) {
      Aggregate shown = sample.shown();
      if (shown.count() > 0) {
        out.writeStartObject();
        out.writeStringField("Name", sample.name());
        out.writeNumberField("Count", shown.count());
        number(out, "Rate", shown.sum() / MetricSet.INTERVAL.toSeconds());
        number(out, "Sum", shown.sum());
        number(out, "Min", shown.min());
        number(out, "Max", shown.max());
        number(out, "Mean", shown.mean());
        number(out, "Stddev", shown.standardDeviation());
        labels(out, Map.of("host", host));
      }
    }
    out.writeEndArray();
  }

  private static void labels(JsonGenerator out, Map<String, String> labels) throws IOException {
    out.writeObjectFieldStart("Labels");
    for (Map.Entry<String, String> label : labels.entrySet()) {
      out.writeStringField(label.getKey(), label.getValue());
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  /** JSON has no word for what is no number. */
  private static void number(JsonGenerator out, String name, double value) throws IOException {
    out.writeNumberField(name, Double.isFinite(value) ? value : 0);
  }
}
