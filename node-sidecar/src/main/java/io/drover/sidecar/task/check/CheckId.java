package io.drover.sidecar.task.check;

import io.drover.contract.model.ServiceCheck;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/** Names a check of an allocation, as clients of Nomad know it: MD5 over what makes it up. */
final class CheckId {

  private CheckId() {}

  static String of(String allocId, String group, ServiceCheck check) {
    MessageDigest sum = md5();
    add(sum, allocId, group, check.taskName(), check.name(), check.type(), check.portLabel());
    add(sum, check.onUpdate(), check.addressMode());
    add(sum, check.interval());
    add(sum, check.timeout());
    add(sum, check.protocol(), check.path(), check.method());
    return HexFormat.of().formatHex(sum.digest());
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static void add(MessageDigest sum, String... texts) {
    for (String text : texts) {
      sum.update(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void add(MessageDigest sum, Duration time) {
    sum.update(
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(time.toNanos())
            .array());
  }
}
