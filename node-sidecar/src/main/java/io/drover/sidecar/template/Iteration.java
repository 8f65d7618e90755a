package io.drover.sidecar.template;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What range walks through. */
abstract class Iteration {

  private @Nullable Object key;
  private @Nullable Object value;

  abstract boolean next();

  @Nullable Object key() {
    return key;
  }

  @Nullable Object value() {
    return value;
  }

  final boolean set(@Nullable Object nextKey, @Nullable Object nextValue) {
    key = nextKey;
    value = nextValue;
    return true;
  }

  static Iteration over(@Nullable Object value) throws FunctionError {
    return switch (value) {
      case null -> new OfList(List.of());
      case List<?> list -> new OfList(Values.elements(list));
      case MapValue map when map.kind() != MapValue.Kind.FIELDS -> new OfMap(map);
      case Numbering numbering -> new OfNumbers(numbering);
      case Long count -> new OfNumbers(new Numbering(0, count));
      default -> throw new FunctionError("range can't iterate over " + shown(value));
    };
  }

  private static String shown(Object value) {
    return switch (value) {
      case Double real -> GoNumbers.format(real, 'g', -1);
      case MapValue map -> "a structure";
      default -> value.toString();
    };
  }

  private static final class OfList extends Iteration {
    private final Iterator<? extends @Nullable Object> elements;
    private long index;

    OfList(List<@Nullable Object> list) {
      this.elements = list.iterator();
    }

    @Override
    boolean next() {
      return elements.hasNext() && set(index++, elements.next());
    }
  }

  private static final class OfMap extends Iteration {
    private final Iterator<Map.Entry<String, @Nullable Object>> entries;

    OfMap(MapValue map) {
      this.entries = map.entries().entrySet().iterator();
    }

    @Override
    boolean next() {
      if (!entries.hasNext()) {
        return false;
      }
      Map.Entry<String, @Nullable Object> entry = entries.next();
      return set(entry.getKey(), entry.getValue());
    }
  }

  private static final class OfNumbers extends Iteration {
    private final Numbering numbers;
    private long offset;

    OfNumbers(Numbering numbers) {
      this.numbers = numbers;
    }

    @Override
    boolean next() {
      Long number = numbers.at(offset);
      return number != null && set(offset++, number);
    }
  }
}
