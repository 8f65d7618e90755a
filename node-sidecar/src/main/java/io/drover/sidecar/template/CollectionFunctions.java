package io.drover.sidecar.template;

import io.drover.sidecar.template.Function.Arguments;
import io.drover.sidecar.template.Function.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Functions on lists and maps. */
final class CollectionFunctions {

  private CollectionFunctions() {}

  static Map<String, Function> table() {
    return Map.ofEntries(
        Map.entry(
            "in", Function.of(call -> in(call, call.get(0), call.get(1)), Kind.ANY, Kind.ANY)),
        Map.entry(
            "contains",
            Function.of(call -> in(call, call.get(1), call.get(0)), Kind.ANY, Kind.ANY)),
        Map.entry("containsAll", some(true, true)),
        Map.entry("containsAny", some(false, false)),
        Map.entry("containsNone", some(true, false)),
        Map.entry("containsNotAll", some(false, true)),
        Map.entry("loop", Function.many(CollectionFunctions::loop, Kind.ANY)),
        Map.entry("byTag", Function.of(CollectionFunctions::byTag, Kind.ANY)),
        Map.entry("byPort", Function.of(CollectionFunctions::byPort, Kind.ANY)),
        Map.entry("byKey", Function.of(CollectionFunctions::byKey, Kind.LIST)),
        Map.entry("explode", Function.of(CollectionFunctions::explode, Kind.LIST)),
        Map.entry("explodeMap", Function.of(call -> exploded(call, call.map(0)), Kind.MAP)),
        Map.entry(
            "mergeMap",
            Function.of(call -> merged(call, call.map(0), call.map(1), false), Kind.MAP, Kind.MAP)),
        Map.entry(
            "mergeMapWithOverride",
            Function.of(call -> merged(call, call.map(0), call.map(1), true), Kind.MAP, Kind.MAP)));
  }

  private static boolean in(Arguments call, @Nullable Object in, @Nullable Object value)
      throws FunctionError {
    call.budget().spend(Values.size(in));
    return switch (in) {
      case String text -> value instanceof String part && text.contains(part);
      case List<?> list ->
          (value instanceof String || value instanceof Number) && list.contains(value);
      case null, default -> false;
    };
  }

  private static Function some(boolean otherwise, boolean invert) {
    return Function.of(
        call -> {
          for (Object value : call.list(0)) {
            if (in(call, call.get(1), value) != invert) {
              return !otherwise;
            }
          }
          return otherwise;
        },
        Kind.LIST,
        Kind.ANY);
  }

  private static Numbering loop(Arguments call) throws FunctionError {
    return switch (call.count()) {
      case 1 -> new Numbering(0, whole(call.get(0)));
      case 2 -> new Numbering(whole(call.get(0)), whole(call.get(1)));
      default ->
          throw new FunctionError(
              "loop: wrong number of arguments, expected 1 or 2, but got " + call.count());
    };
  }

  private static long whole(@Nullable Object value) throws FunctionError {
    return switch (value) {
      case Long number -> number;
      case String text -> ParsingFunctions.whole("parseInt", "ParseInt", text);
      case null, default ->
          throw new FunctionError("loop: bad argument type: " + Values.type(value));
    };
  }

  private static MapValue byTag(Arguments call) throws FunctionError {
    return grouped(call, "byTag", "Tags");
  }

  private static MapValue byPort(Arguments call) throws FunctionError {
    return grouped(call, "byPort", "Port");
  }

  private static MapValue grouped(Arguments call, String function, String field)
      throws FunctionError {
    TreeMap<String, List<@Nullable Object>> groups = new TreeMap<>();
    Object of = call.get(0);
    for (Object each : of instanceof List<?> list ? list : of == null ? List.of() : List.of(of)) {
      if (!(each instanceof MapValue service) || !service.entries().containsKey(field)) {
        throw new FunctionError(function + ": wrong argument type " + Values.type(of));
      }
      Object keys = service.entries().get(field);
      for (Object key : keys instanceof List<?> tags ? tags : List.of(String.valueOf(keys))) {
        groups.computeIfAbsent(String.valueOf(key), k -> new ArrayList<>()).add(service);
      }
    }
    TreeMap<String, @Nullable Object> result = new TreeMap<>();
    groups.forEach((key, members) -> result.put(key, Values.list(members)));
    return MapValue.any(result);
  }

  /** Pairs have Key and Value, as those of Consul have. */
  private static MapValue pair(@Nullable Object value, String function) throws FunctionError {
    if (value instanceof MapValue map
        && map.entries().get("Key") instanceof String
        && map.entries().containsKey("Value")) {
      return map;
    }
    throw new FunctionError(function + ": wrong argument type " + Values.type(value));
  }

  private static MapValue byKey(Arguments call) throws FunctionError {
    TreeMap<String, MapValue> groups = new TreeMap<>();
    for (Object each : call.list(0)) {
      MapValue pair = pair(each, "byKey");
      String key = String.valueOf(pair.entries().get("Key"));
      int slash = key.indexOf('/');
      if (slash >= 0 && slash + 1 < key.length()) {
        String rest = key.substring(slash + 1);
        MapValue group =
            groups.getOrDefault(key.substring(0, slash), MapValue.any(new TreeMap<>()));
        call.budget().spend(Values.size(group));
        groups.put(key.substring(0, slash), group.with(rest, pair.with("Key", rest)));
      }
    }
    return MapValue.any(new TreeMap<>(groups));
  }

  private static MapValue explode(Arguments call) throws FunctionError {
    MapValue all = MapValue.any(new TreeMap<>());
    for (Object each : call.list(0)) {
      MapValue pair = pair(each, "explode");
      String key = String.valueOf(pair.entries().get("Key"));
      all = placed(call, all, key, pair.entries().get("Value"), "explode", key);
    }
    return all;
  }

  private static MapValue exploded(Arguments call, MapValue from) throws FunctionError {
    MapValue all = MapValue.any(new TreeMap<>());
    for (var entry : from.entries().entrySet()) {
      all = placed(call, all, entry.getKey(), entry.getValue(), "explodeMap", entry.getKey());
    }
    return all;
  }

  private static MapValue placed(
      Arguments call,
      MapValue in,
      String key,
      @Nullable Object value,
      String function,
      String whole)
      throws FunctionError {
    call.budget().enter();
    try {
      call.budget().spend(Values.size(in));
      int slash = key.indexOf('/');
      if (slash < 0) {
        return key.isEmpty() ? in : in.with(key, value);
      }
      String top = key.substring(0, slash);
      Object nested =
          in.entries().containsKey(top) ? in.entries().get(top) : MapValue.any(new TreeMap<>());
      if (!(nested instanceof MapValue map)) {
        throw new FunctionError(
            function
                + ": not a map: "
                + Quoting.quote(whole)
                + ": "
                + Quoting.quote(top)
                + " already has a value");
      }
      return in.with(top, placed(call, map, key.substring(slash + 1), value, function, whole));
    } finally {
      call.budget().leave();
    }
  }

  private static MapValue merged(Arguments call, MapValue into, MapValue from, boolean override)
      throws FunctionError {
    call.budget().enter();
    try {
      TreeMap<String, @Nullable Object> all = new TreeMap<>(into.entries());
      for (var entry : from.entries().entrySet()) {
        Object present = all.get(entry.getKey());
        Object other = entry.getValue();
        if (present instanceof MapValue a && other instanceof MapValue b) {
          all.put(entry.getKey(), merged(call, a, b, override));
        } else if (!Values.truth(present) || override && Values.truth(other)) {
          all.put(entry.getKey(), other);
        }
        call.budget().step();
      }
      return MapValue.any(all);
    } finally {
      call.budget().leave();
    }
  }
}
