package io.drover.boot;

/** The version that this program was built as. */
final class Version {

  static final String TEXT = "0.1.0";

  private Version() {}
}
