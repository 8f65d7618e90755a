package io.drover.jobspec.job;

import java.util.Collection;
import java.util.Optional;

/** Guesses which name was meant. */
final class Suggestion {

  /** HCL suggests names that differ in fewer characters than this. */
  private static final int DISTANCE = 3;

  private Suggestion() {}

  static Optional<String> of(String given, Collection<String> names) {
    // A name that is longer than any known one by far needs no table.
    return given.length() > 100
        ? Optional.empty()
        : names.stream().filter(name -> distance(given, name) < DISTANCE).findFirst();
  }

  /** The edit distance of Levenshtein. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
