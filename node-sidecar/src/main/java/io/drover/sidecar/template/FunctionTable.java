package io.drover.sidecar.template;

import java.util.HashMap;
import java.util.Map;

/** Which functions there are. */
final class FunctionTable {

  /** Those that read nothing from outside. */
  static final Map<String, Function> PURE = pure();

  private FunctionTable() {}

  private static Map<String, Function> pure() {
    Map<String, Function> all = new HashMap<>(RefusedFunctions.table());
    all.putAll(LanguageFunctions.table());
    all.putAll(TextFunctions.table());
    all.putAll(ParsingFunctions.table());
    all.putAll(EncodingFunctions.table());
    all.putAll(NumberFunctions.table());
    all.putAll(CollectionFunctions.table());
    return Map.copyOf(all);
  }

  static boolean has(String name) {
    return PURE.containsKey(name)
        || OutsideFunctions.NAMES.contains(name)
        || name.equals("scratch")
        || name.equals("executeTemplate")
        || name.startsWith("sprig_");
  }
}
