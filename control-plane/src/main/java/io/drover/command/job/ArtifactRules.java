package io.drover.command.job;

import io.drover.contract.model.TaskArtifact;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Rules for artifacts. */
final class ArtifactRules {

  private static final Set<String> MODES = Set.of("any", "file", "dir");

  private ArtifactRules() {}

  static void checkAll(List<TaskArtifact> artifacts, Problems p) {
    int number = 0;
    for (TaskArtifact artifact : artifacts) {
      number++;
      p.addNested("Artifact " + number + " validation failed: ", check(artifact));
    }
  }

  private static Problems check(TaskArtifact a) {
    Problems p = new Problems();
    p.addIf(a.getterSource().isEmpty(), "source must be specified");
    p.addIf(
        !MODES.contains(a.getterMode()),
        "invalid artifact mode " + Quote.of(a.getterMode()) + "; must be one of: any, file, dir");
    p.addIf(Paths.escape("task", a.relativeDest()), "destination escapes allocation directory");
    String checksum = a.getterOptions().get("checksum");
    if (checksum != null) {
      checksum(checksum.strip(), p);
    }
    return p;
  }

  private static void checksum(String given, Problems p) {
    // What a variable stands for is known on the node only.
    if (given.contains("${")) {
      return;
    }
    if (given.isEmpty()) {
      p.add("checksum value cannot be empty");
      return;
    }
    int colon = given.indexOf(':');
    if (colon < 0) {
      p.add("checksum must be given as \"type:value\"; got " + Quote.of(given));
      return;
    }
    String type = given.substring(0, colon);
    String value = given.substring(colon + 1);
    if (type.equals("file")) {
      return;
    }
    String fault = hexFault(value);
    if (!fault.isEmpty()) {
      p.add("invalid checksum: " + fault);
      return;
    }
    int digits = digits(type);
    if (digits == 0) {
      p.add("unsupported checksum type: " + type);
    } else {
      p.addIf(value.length() != digits, "invalid " + type + " checksum: " + value);
    }
  }

  private static int digits(String type) {
    return switch (type) {
      case "md5" -> 32;
      case "sha1" -> 40;
      case "sha256" -> 64;
      case "sha512" -> 128;
      default -> 0;
    };
  }

  private static String hexFault(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 128 || Character.digit(c, 16) < 0) {
        return String.format(
            Locale.ROOT, "encoding/hex: invalid byte: U+%04X%s", (int) c, printable(c));
      }
    }
    return value.length() % 2 == 0 ? "" : "encoding/hex: odd length hex string";
  }

  private static String printable(char c) {
    return Character.isISOControl(c) ? "" : " '" + c + "'";
  }
}
