package io.drover.contract.model;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks enum constants up by the word that stands for them in JSON. */
final class Wire {

  private Wire() {}

  static <E extends Enum<E>> Map<String, E> byWord(E[] constants, Function<E, String> word) {
    return Arrays.stream(constants)
        .collect(Collectors.toUnmodifiableMap(word, Function.identity()));
  }

  static <E extends Enum<E>> E find(Map<String, E> byWord, String word, String what) {
    E found = byWord.get(word);
    if (found == null) {
      throw new IllegalArgumentException("unknown " + what + " \"" + word + "\"");
    }
    return found;
  }
}
