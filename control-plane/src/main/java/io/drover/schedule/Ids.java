package io.drover.schedule;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Ids that follow from an evaluation and the index that it was processed at, so that a scheduler
 * needs no randomness: the evaluation's own id is random, and 128 bits of its hash are the start.
 * Processed twice at one index, an evaluation makes the same allocations, not twice as many.
 */
final class Ids {
  private final SplittableRandom high;
  private final SplittableRandom low;

  Ids(EvalId evaluation, long index) {
    try {
      byte[] start = (evaluation.value() + "@" + index).getBytes(StandardCharsets.UTF_8);
      ByteBuffer hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(start));
      high = new SplittableRandom(hash.getLong());
      low = new SplittableRandom(hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  AllocId allocation() {
    return new AllocId(uuid());
  }

  EvalId evaluation() {
    return new EvalId(uuid());
  }

  String deployment() {
    return uuid();
  }

  private String uuid() {
    long h = high.nextLong() & ~0xf000L | 0x4000L; // Version 4 and its variant, as clients expect.
    long l = low.nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
    return new UUID(h, l).toString();
  }
}
