package io.drover.contract.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * How the contract's records become JSON: names as {@link GoNames}, durations in nanoseconds,
 * instants in RFC 3339, an absent or empty list or map as null (see {@link KeepEmpty}), map keys
 * sorted. Sorting makes the bytes of equal records equal, which is what lets a job's document be
 * addressed by its digest. Reading ignores the case of names, ignores unknown ones, and takes null
 * for a zero value, as Go's decoder does.
 */
public final class Json {

  /** For the wire and for documents. Thread-safe; never reconfigured. */
  public static final ObjectMapper MAPPER = configure(JsonMapper.builder(factory())).build();

  private Json() {}

  /** Without the feature, a map's key with a character beyond the basic plane is no valid UTF-8. */
  private static JsonFactory factory() {
    return JsonFactory.builder()
        .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
        .build();
  }

  /** The same rules for another data format, such as Smile. */
  public static <M extends ObjectMapper, B extends MapperBuilder<M, B>> B configure(B builder) {
    return builder
        .propertyNamingStrategy(new GoNames())
        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(MapperFeature.DEFAULT_VIEW_INCLUSION)
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .addModule(new GoModule());
  }

  private static final class GoModule extends SimpleModule {
    private static final long serialVersionUID = 1;

    GoModule() {
      super("go");
      addSerializer(Duration.class, new DurationOut());
      addDeserializer(Duration.class, new DurationIn());
      addSerializer(Instant.class, new InstantOut());
      addDeserializer(Instant.class, new InstantIn());
      setSerializerModifier(new ZeroRules());
    }
  }

  private static final class DurationOut extends StdSerializer<Duration> {
    private static final long serialVersionUID = 1;

    DurationOut() {
      super(Duration.class);
    }

    @Override
    public void serialize(Duration value, JsonGenerator out, SerializerProvider p)
        throws IOException {
      out.writeNumber(value.toNanos());
    }

    @Override
    public boolean isEmpty(SerializerProvider provider, Duration value) {
      return value.isZero();
    }
  }

  private static final class DurationIn extends StdDeserializer<Duration> {
    private static final long serialVersionUID = 1;

    DurationIn() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
      // A fraction of a nanosecond is refused, not cut off.
      if (!in.hasToken(JsonToken.VALUE_NUMBER_INT)) {
        return (Duration) context.handleUnexpectedToken(Duration.class, in);
      }
      return Duration.ofNanos(in.getLongValue());
    }
  }

  private static final class InstantOut extends StdSerializer<Instant> {
    private static final long serialVersionUID = 1;

    InstantOut() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator out, SerializerProvider p)
        throws IOException {
      out.writeString(value.toString());
    }
  }

  private static final class InstantIn extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    InstantIn() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return Instant.parse(in.getText());
    }
  }

  private static final class ZeroRules extends BeanSerializerModifier {
    private static final long serialVersionUID = 1;

    @Override
    public List<BeanPropertyWriter> changeProperties(
        SerializationConfig config, BeanDescription bean, List<BeanPropertyWriter> properties) {
      boolean omit = bean.getClassAnnotations().get(OmitZero.class) != null;
      properties.replaceAll(p -> needsRule(p, omit) ? new Writer(p, omit) : p);
      return properties;
    }

    private static boolean needsRule(BeanPropertyWriter p, boolean omit) {
      boolean keepsEmpty = p.getAnnotation(KeepEmpty.class) != null;
      return !keepsEmpty
          && (omit || p.getType().isContainerType() && !p.getType().hasRawClass(byte[].class));
    }

    private static final class Writer extends BeanPropertyWriter {
      private static final long serialVersionUID = 1;

      private final boolean omit;

      Writer(BeanPropertyWriter base, boolean omit) {
        super(base);
        this.omit = omit;
      }

      @Override
      public void serializeAsField(Object bean, JsonGenerator out, SerializerProvider provider)
          throws Exception {
        Object value = get(bean);
        if (omit ? !isZero(value) : !isEmptyContainer(value)) {
          super.serializeAsField(bean, out, provider);
        } else if (!omit) {
          out.writeFieldName(_name);
          out.writeNull();
        }
      }

      private static boolean isZero(Object value) {
        return isEmptyContainer(value)
            || value instanceof Number n && n.doubleValue() == 0
            || value instanceof String s && s.isEmpty()
            || value instanceof Duration d && d.isZero()
            || Boolean.FALSE.equals(value);
      }

      private static boolean isEmptyContainer(Object value) {
        return value == null
            || value instanceof Collection<?> list && list.isEmpty()
            || value instanceof Map<?, ?> map && map.isEmpty();
      }
    }
  }
}
