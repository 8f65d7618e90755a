package io.drover.command.job;

import com.google.re2j.Pattern;

/** The forms of a version constraint: an operator and a version. */
final class VersionText {

  private static final String NUMBERS = "v?[0-9]+(\\.[0-9]+)*";
  private static final String WORDS = "[0-9A-Za-z~-]+(\\.[0-9A-Za-z~-]+)*";
  private static final String BUILD = "(\\+" + WORDS + ")?";

  /** Any version; a suffix that starts with a letter needs no dash. */
  static final Pattern LENIENT =
      Pattern.compile(
          "\\s*(|=|!=|>|<|>=|<=|~>)\\s*"
              + NUMBERS
              + "(-"
              + WORDS
              + "|[A-Za-z~-][0-9A-Za-z~-]*(\\.[0-9A-Za-z~-]+)*)?"
              + BUILD
              + "\\s*");

  /** A semantic version. */
  static final Pattern SEMVER =
      Pattern.compile("\\s*(|=|!=|>|<|>=|<=)\\s*" + NUMBERS + "(-" + WORDS + ")?" + BUILD + "\\s*");

  private VersionText() {}
}
