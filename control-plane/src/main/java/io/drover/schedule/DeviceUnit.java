package io.drover.schedule;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A unit in which attributes of devices are given. Two of them can be compared if they measure the
 * same.
 *
 * @param measures what is measured
 * @param factor how many of the base unit one of it is
 */
record DeviceUnit(String name, Measure measures, BigDecimal factor) {
  /** What units measure. */
  enum Measure {
    BYTES,
    BYTES_A_SECOND,
    HERTZ,
    WATT
  }

  private static final Map<String, DeviceUnit> BY_NAME = new HashMap<>();
  private static final List<String> LONGEST_FIRST;

  static {
    String prefixes = "KMGTPE";
    for (int i = 0; i < prefixes.length(); i++) {
      char prefix = prefixes.charAt(i);
      bytes(prefix + "iB", BigDecimal.TWO.pow(10 * (i + 1)));
      bytes(prefix + "B", thousand(i + 1));
    }
    bytes("kB", thousand(1));
    add("MHz", Measure.HERTZ, thousand(2));
    add("GHz", Measure.HERTZ, thousand(3));
    add("mW", Measure.WATT, BigDecimal.ONE.movePointLeft(3));
    add("W", Measure.WATT, BigDecimal.ONE);
    add("kW", Measure.WATT, thousand(1));
    add("MW", Measure.WATT, thousand(2));
    add("GW", Measure.WATT, thousand(3));
    List<String> names = new ArrayList<>(BY_NAME.keySet());
    names.sort(Comparator.comparing(String::length).reversed());
    LONGEST_FIRST = List.copyOf(names);
  }

  private static BigDecimal thousand(int power) {
    return BigDecimal.ONE.movePointRight(3 * power);
  }

  private static void bytes(String name, BigDecimal factor) {
    add(name, Measure.BYTES, factor);
    add(name + "/s", Measure.BYTES_A_SECOND, factor);
  }

  private static void add(String name, Measure measures, BigDecimal factor) {
    BY_NAME.put(name, new DeviceUnit(name, measures, factor));
  }

  /** The unit of that name, or null. */
  static @Nullable DeviceUnit of(String name) {
    return BY_NAME.get(name);
  }

  /** The longest unit that a text ends with, or null. */
  static @Nullable DeviceUnit endOf(String text) {
    for (String name : LONGEST_FIRST) {
      if (text.endsWith(name)) {
        return BY_NAME.get(name);
      }
    }
    return null;
  }
}
