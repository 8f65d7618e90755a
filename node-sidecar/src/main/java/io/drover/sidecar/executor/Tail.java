package io.drover.sidecar.executor;

import java.util.Arrays;

/** The last bytes of a stream. */
final class Tail {

  private final byte[] ring;
  private long total;

  Tail(int bytes) {
    ring = new byte[bytes];
  }

  void add(byte[] data, int count) {
    for (int i = 0; i < count; i++) {
      ring[(int) (total++ % ring.length)] = data[i];
    }
  }

  byte[] bytes() {
    if (total <= ring.length) {
      return Arrays.copyOf(ring, (int) total);
    }
    byte[] last = new byte[ring.length];
    int begin = (int) (total % ring.length);
    System.arraycopy(ring, begin, last, 0, ring.length - begin);
    System.arraycopy(ring, 0, last, ring.length - begin, begin);
    return last;
  }
}
