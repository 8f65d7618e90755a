package io.drover.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.semver4j.Semver;

/**
 * Version constraints such as {@code >= 1.2, < 2.0}: all parts must hold. The lenient kind takes
 * what HashiCorp's go-version takes (any number of segments, a leading v, {@code ~>}) and lets a
 * pre-release satisfy only constraints that name a pre-release of the same version; the strict kind
 * takes semantic versions only and orders them as their specification says.
 */
final class Versions {
  /** No real version is longer; bounds the work that a hostile attribute can cause. */
  private static final int LONGEST = 256;

  /** As many digits as surely fit into a long. */
  private static final int MOST_DIGITS = 18;

  private static final Pattern PART = Pattern.compile("\\s*(>=|<=|!=|~>|=|>|<)?\\s*(\\S+)\\s*");
  private static final Pattern LENIENT =
      Pattern.compile(
          "v?([0-9]+(?:\\.[0-9]+)*)(?:-([0-9]+[0-9A-Za-z\\-~]*(?:\\.[0-9A-Za-z\\-~]+)*)"
              + "|-?([A-Za-z\\-~]+[0-9A-Za-z\\-~]*(?:\\.[0-9A-Za-z\\-~]+)*))?"
              + "(?:\\+[0-9A-Za-z\\-~]+(?:\\.[0-9A-Za-z\\-~]+)*)?\\??");

  private record Part(String operator, Version version) {}

  /** Numbers, at least three of them; how many were written; and 0.0.0 with the pre-release. */
  private record Version(List<Long> segments, int written, Semver pre)
      implements Comparable<Version> {
    boolean preRelease() {
      return !pre.getPreRelease().isEmpty();
    }

    long segment(int i) {
      return i < segments.size() ? segments.get(i) : 0;
    }

    @Override
    public int compareTo(Version other) {
      int all = Math.max(segments.size(), other.segments.size());
      for (int i = 0; i < all; i++) {
        int order = Long.compare(segment(i), other.segment(i));
        if (order != 0) {
          return order;
        }
      }
      return pre.compareTo(other.pre);
    }
  }

  private final boolean strict;
  private final List<Part> parts;

  private Versions(boolean strict, List<Part> parts) {
    this.strict = strict;
    this.parts = parts;
  }

  /** The constraint that a text stands for, or null if it stands for none. */
  static @Nullable Versions parse(String text, boolean strict) {
    if (text.length() > LONGEST) {
      return null;
    }
    List<Part> parts = new ArrayList<>();
    for (String piece : text.split(",", -1)) {
      Matcher matcher = PART.matcher(piece);
      if (!matcher.matches()) {
        return null;
      }
      String operator = matcher.group(1) == null ? "=" : matcher.group(1);
      Version version = version(matcher.group(2), strict);
      if (version == null || strict && operator.equals("~>")) {
        return null;
      }
      parts.add(new Part(operator, version));
    }
    return new Versions(strict, parts);
  }

  /** True when the text is a version that satisfies all parts. */
  boolean accepts(String text) {
    Version given = version(text.trim(), strict);
    return given != null && parts.stream().allMatch(part -> accepts(part, given));
  }

  private boolean accepts(Part part, Version given) {
    int order = given.compareTo(part.version);
    return switch (part.operator) {
      case "=" -> order == 0;
      case "!=" -> order != 0;
      case ">" -> comparable(part.version, given) && order > 0;
      case ">=" -> comparable(part.version, given) && order >= 0;
      case "<" -> comparable(part.version, given) && order < 0;
      case "<=" -> comparable(part.version, given) && order <= 0;
      case "~>" -> comparable(part.version, given) && pessimistic(part.version, given, order);
      default -> throw new IllegalStateException("no such operator " + part.operator);
    };
  }

  private boolean comparable(Version wanted, Version given) {
    return strict
        || !given.preRelease()
        || wanted.preRelease() && wanted.segments.equals(given.segments);
  }

  /** Not older, and the same in all but the last segment that was written. */
  private static boolean pessimistic(Version wanted, Version given, int order) {
    if (order < 0 || wanted.preRelease() && !given.preRelease()) {
      return false;
    }
    for (int i = 0; i < wanted.written - 1; i++) {
      if (wanted.segment(i) != given.segment(i)) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Version version(String text, boolean strict) {
    if (text.length() > LONGEST) {
      return null;
    }
    if (strict && (text.startsWith("v") || !Semver.isValid(text))) {
      return null;
    }
    Matcher matcher = LENIENT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    List<Long> segments = new ArrayList<>();
    for (String segment : matcher.group(1).split("\\.")) {
      if (segment.length() > MOST_DIGITS) {
        return null;
      }
      segments.add(Long.parseLong(segment));
    }
    int written = segments.size();
    while (segments.size() < 3) {
      segments.add(0L);
    }
    String pre = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
    // The identifiers of a pre-release have the same order everywhere, so the library knows it.
    Semver order = Semver.parse(pre == null ? "0.0.0" : "0.0.0-" + pre.replace('~', '-'));
    return order == null ? null : new Version(segments, written, order);
  }
}
