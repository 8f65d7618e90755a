package io.drover.sidecar.drivers;

/** A task's config does not fit its driver. */
public final class ConfigRejected extends Exception {

  private static final long serialVersionUID = 1;

  private ConfigRejected(String message) {
    super(message);
  }

  /** In the words that Nomad's clients show for a failed parse. */
  static ConfigRejected parse(String diagnostic) {
    return new ConfigRejected(
        "2 errors occurred:\n\t* failed to parse config: \n\t* " + diagnostic + "\n\n");
  }

  static ConfigRejected unknown(String name) {
    return parse("Invalid label: No argument or block type is named \"" + name + "\".");
  }

  static ConfigRejected missing(String name) {
    return parse(
        "Missing required argument: The argument \""
            + name
            + "\" is required, but no definition was found.");
  }

  static ConfigRejected type(String name, String needed) {
    return parse(
        "Incorrect attribute value type: Inappropriate value for attribute \""
            + name
            + "\": "
            + needed
            + " required.");
  }
}
