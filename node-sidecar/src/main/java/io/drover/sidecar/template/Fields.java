package io.drover.sidecar.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Access to fields of values. */
final class Fields {

  private Fields() {}

  /** The field of a field, and so on. Nothing has no fields, and that is no error, as in Go. */
  static @Nullable Object chain(
      @Nullable Object of, List<String> names, boolean missingKeyFails, boolean arguments)
      throws FunctionError {
    Object value = of;
    boolean nothing = of == null;
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (nothing) {
        if (missingKeyFails) {
          throw new FunctionError("nil data; no entry for key " + Quoting.quote(name));
        }
        return null;
      }
      value = field(value, name, missingKeyFails, arguments && i == names.size() - 1);
    }
    return value;
  }

  private static @Nullable Object field(
      @Nullable Object of, String name, boolean missingKeyFails, boolean arguments)
      throws FunctionError {
    if (of == null) {
      throw new FunctionError("nil pointer evaluating interface {}." + name);
    }
    if (!(of instanceof MapValue map)) {
      throw new FunctionError("can't evaluate field " + name + " in type " + Values.type(of));
    }
    if (map.members().containsKey(name)) {
      return map.members().get(name);
    }
    if (arguments) {
      throw new FunctionError(name + " is not a method but has arguments");
    }
    if (map.entries().containsKey(name)) {
      return map.entries().get(name);
    }
    if (map.kind() == MapValue.Kind.FIELDS) {
      throw new FunctionError("can't evaluate field " + name + " in type " + Values.type(of));
    }
    if (missingKeyFails) {
      throw new FunctionError("map has no entry for key " + Quoting.quote(name));
    }
    return map.absent();
  }
}
