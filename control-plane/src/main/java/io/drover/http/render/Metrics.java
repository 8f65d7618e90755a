package io.drover.http.render;

import com.fasterxml.jackson.core.JsonGenerator;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.HistogramSupport;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Meters in the shape of Nomad's {@code /v1/metrics}. What a kind of meter does not know is 0. */
public final class Metrics {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss +0000 'UTC'").withZone(ZoneOffset.UTC);

  private Metrics() {}

  /** Writes all meters. */
  public static void write(JsonGenerator out, MeterRegistry meters, Instant now)
      throws IOException {
    List<Meter> gauges = new ArrayList<>();
    List<Meter> counters = new ArrayList<>();
    List<HistogramSupport> samples = new ArrayList<>();
    for (Meter meter : meters.getMeters()) {
      switch (meter) {
        case Counter counter -> counters.add(counter);
        case FunctionCounter counter -> counters.add(counter);
        case HistogramSupport histogram -> samples.add(histogram);
        case Meter other -> gauges.add(other);
      }
    }
    out.writeStartObject();
    out.writeStringField("Timestamp", TIME.format(now));
    out.writeArrayFieldStart("Gauges");
    for (Meter gauge : gauges) {
      out.writeStartObject();
      out.writeStringField("Name", gauge.getId().getName());
      number(out, "Value", first(gauge));
      labels(out, gauge);
    }
    out.writeEndArray();
    out.writeArrayFieldStart("Points");
    out.writeEndArray();
    out.writeArrayFieldStart("Counters");
    for (Meter counter : counters) {
      double count = first(counter);
      sample(out, counter, (long) count, count, 0, 0);
    }
    out.writeEndArray();
    out.writeArrayFieldStart("Samples");
    for (HistogramSupport histogram : samples) {
      HistogramSnapshot snapshot = histogram.takeSnapshot();
      double total = snapshot.total(TimeUnit.MILLISECONDS);
      double max = snapshot.max(TimeUnit.MILLISECONDS);
      sample(out, histogram, snapshot.count(), total, max, snapshot.mean(TimeUnit.MILLISECONDS));
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void sample(
      JsonGenerator out, Meter meter, long count, double sum, double max, double mean)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("Name", meter.getId().getName());
    out.writeNumberField("Count", count);
    number(out, "Rate", 0);
    number(out, "Sum", sum);
    number(out, "Min", 0);
    number(out, "Max", max);
    number(out, "Mean", mean);
    number(out, "Stddev", 0);
    labels(out, meter);
  }

  private static void labels(JsonGenerator out, Meter meter) throws IOException {
    out.writeObjectFieldStart("Labels");
    for (Tag tag : meter.getId().getTags()) {
      out.writeStringField(tag.getKey(), tag.getValue());
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private static double first(Meter meter) {
    var values = meter.measure().iterator();
    return values.hasNext() ? values.next().getValue() : 0;
  }

  /** JSON has no word for what is no number. */
  private static void number(JsonGenerator out, String name, double value) throws IOException {
    out.writeNumberField(name, Double.isFinite(value) ? value : 0);
  }
}
