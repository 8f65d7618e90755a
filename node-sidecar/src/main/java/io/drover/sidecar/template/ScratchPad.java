package io.drover.sidecar.template;

import io.drover.sidecar.template.Function.Arguments;
import io.drover.sidecar.template.Function.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values that a template puts aside while it is rendered. */
final class ScratchPad {

  private final Map<String, @Nullable Object> values = new HashMap<>();
  private final Map<String, Function> methods =
      Map.of(
          "Key", Function.of(call -> values.containsKey(call.text(0)), Kind.TEXT),
          "Get", Function.of(call -> values.get(call.text(0)), Kind.TEXT),
          "Set", Function.of(this::set, Kind.TEXT, Kind.ANY),
          "SetX", Function.of(this::setAbsent, Kind.TEXT, Kind.ANY),
          "MapSet", Function.of(call -> mapSet(call, true), Kind.TEXT, Kind.TEXT, Kind.ANY),
          "MapSetX", Function.of(call -> mapSet(call, false), Kind.TEXT, Kind.TEXT, Kind.ANY),
          "MapValues", Function.of(this::mapValues, Kind.TEXT));

  @Nullable Function method(String name) {
    return methods.get(name);
  }

  private String set(Arguments call) {
    values.put(call.text(0), call.get(1));
    return "";
  }

  private String setAbsent(Arguments call) {
    values.putIfAbsent(call.text(0), call.get(1));
    return "";
  }

  private String mapSet(Arguments call, boolean replace) throws FunctionError {
    MapValue map = map(call.text(0));
    // The map is copied: a value cannot come to contain itself.
    call.budget().spend(Values.size(map));
    if (replace || !map.entries().containsKey(call.text(1))) {
      values.put(call.text(0), map.with(call.text(1), call.get(2)));
    }
    return "";
  }

  private List<@Nullable Object> mapValues(Arguments call) throws FunctionError {
    return Values.list(new ArrayList<>(map(call.text(0)).entries().values()));
  }

  private MapValue map(String key) throws FunctionError {
    Object value = values.get(key);
    if (value == null) {
      return MapValue.any(new TreeMap<>());
    }
    if (value instanceof MapValue map) {
      return map;
    }
    throw new FunctionError("can't read map: " + Quoting.quote(key) + " is not a map");
  }
}
