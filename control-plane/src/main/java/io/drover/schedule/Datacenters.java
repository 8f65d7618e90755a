package io.drover.schedule;

import java.util.List;

/** Matches datacenters with a job's patterns, in which {@code *} stands for any text. */
public final class Datacenters {
  private Datacenters() {}

  /** True if any of the patterns matches. */
  public static boolean match(List<String> patterns, String datacenter) {
    for (String pattern : patterns) {
      if (glob(pattern, datacenter)) {
        return true;
      }
    }
    return false;
  }

  /** In steps of at most the product of the lengths: it goes back to the newest star only. */
  static boolean glob(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int mark = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        mark = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
