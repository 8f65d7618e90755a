package io.drover.http.query.filter;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.drover.contract.json.Json;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields of records by their names on the wire, and plain values out of ids and enums. What
 * it finds out about a class it keeps; any thread.
 */
public final class Fields {

  private static final ClassValue<Map<String, AnnotatedMember>> MEMBERS =
      new ClassValue<>() {
        @Override
        protected Map<String, AnnotatedMember> computeValue(Class<?> type) {
          Map<String, AnnotatedMember> members = new HashMap<>();
          for (BeanPropertyDefinition property : describe(type).findProperties()) {
            AnnotatedMember accessor = property.getAccessor();
            if (accessor != null) {
              accessor.fixAccess(true);
              members.put(property.getName(), accessor);
            }
          }
          return members;
        }
      };

  /** The accessor of the one value that stands for the object in JSON, if its class has one. */
  private static final ClassValue<Plain> PLAIN =
      new ClassValue<>() {
        @Override
        protected Plain computeValue(Class<?> type) {
          AnnotatedMember value = describe(type).findJsonValueAccessor();
          if (value != null) {
            value.fixAccess(true);
          }
          return new Plain(value);
        }
      };

  private record Plain(@Nullable AnnotatedMember value) {}

  private Fields() {}

  /**
   * The value of a record's field, null if unset, {@link Datum#UNKNOWN} if there is no such one.
   */
  public static @Nullable Object of(Object owner, String name) {
    AnnotatedMember member = MEMBERS.get(owner.getClass()).get(name);
    return member == null ? Datum.UNKNOWN : plain(member.getValue(owner));
  }

  /** Ids and enums as their text, durations as nanoseconds; anything else as it is. */
  static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Duration duration) {
      return duration.toNanos();
    }
    if (!(value instanceof Enum<?>) && !(value instanceof Record)) {
      return value;
    }
    AnnotatedMember inner = PLAIN.get(value.getClass()).value();
    return inner == null ? value : inner.getValue(value);
  }

  private static BeanDescription describe(Class<?> type) {
    return Json.MAPPER.getSerializationConfig().introspect(Json.MAPPER.constructType(type));
  }
}
