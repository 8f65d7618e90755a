package io.drover.sidecar.simulate;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** What looks like chance and is decided by the seed and a name, on every run alike. */
final class Chance {

  private Chance() {}

  /** A number from 0 up to but not 1. */
  static double of(long seed, String name) {
    return (uuid(seed, name).getMostSignificantBits() >>> 11) * 0x1.0p-53;
  }

  /** An identity. */
  static UUID uuid(long seed, String name) {
    return UUID.nameUUIDFromBytes((seed + "/" + name).getBytes(StandardCharsets.UTF_8));
  }
}
