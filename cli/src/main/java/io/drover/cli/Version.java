package io.drover.cli;

/** What `drover version` says: our own version, and the API's that is spoken. */
final class Version {

  private Version() {}

  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "Drover v%s (HTTP API v1 of Nomad 1.6.1)".formatted(version == null ? "dev" : version);
  }
}
