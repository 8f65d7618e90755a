package io.drover.documents;

import io.drover.contract.ids.Digest;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * One record of a document file: a header with a checksum of its own, then the document, whose
 * digest is its checksum.
 *
 * <pre>
 * 0 magic "DRVD"   4 kind   5 version   6 zero   8 length   12 SHA-256   44 zero   48 CRC32C of bytes 0-47
 * </pre>
 *
 * @param removal whether it says that the document was removed; then it has no content
 * @param length bytes of the document
 */
record DocumentRecord(boolean removal, int length, Key key) {

  static final int HEADER_BYTES = 52;
  static final int MAGIC = 0x44525644;
  private static final byte STORED = 1;
  private static final byte REMOVED = 2;
  private static final byte VERSION = 1;
  private static final int CRC_AT = 48;

  /** A digest in 32 bytes instead of a string of 64: there is one in memory for each document. */
  record Key(long a, long b, long c, long d) {

    static Key of(Digest digest) {
      String hex = digest.hex();
      return new Key(
          HexFormat.fromHexDigitsToLong(hex, 0, 16),
          HexFormat.fromHexDigitsToLong(hex, 16, 32),
          HexFormat.fromHexDigitsToLong(hex, 32, 48),
          HexFormat.fromHexDigitsToLong(hex, 48, 64));
    }

    Digest digest() {
      HexFormat hex = HexFormat.of();
      return new Digest(
          hex.toHexDigits(a) + hex.toHexDigits(b) + hex.toHexDigits(c) + hex.toHexDigits(d));
    }

    @Override
    public int hashCode() {
      return Long.hashCode(a);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key k && a == k.a && b == k.b && c == k.c && d == k.d;
    }
  }

  static DocumentRecord stored(Key key, int length) {
    return new DocumentRecord(false, length, key);
  }

  static DocumentRecord removed(Key key) {
    return new DocumentRecord(true, 0, key);
  }

  int bytes() {
    return HEADER_BYTES + length;
  }

  ByteBuffer header() {
    ByteBuffer h = ByteBuffer.allocate(HEADER_BYTES);
    h.putInt(MAGIC).put(removal ? REMOVED : STORED).put(VERSION).putShort((short) 0).putInt(length);
    h.putLong(key.a).putLong(key.b).putLong(key.c).putLong(key.d).putInt(0);
    h.putInt(checksum(h));
    return h.flip();
  }

  /** Whether a header of ours starts here, whole and unchanged. */
  static boolean validAt(ByteBuffer data, int at) {
    return data.limit() - at >= HEADER_BYTES
        && data.getInt(at) == MAGIC
        && data.get(at + 5) == VERSION
        && (data.get(at + 4) == STORED || data.get(at + 4) == REMOVED)
        && data.getInt(at + CRC_AT) == checksum(data.slice(at, HEADER_BYTES))
        && data.getInt(at + 8) >= 0;
  }

  /** Reads a header found {@link #validAt valid}. */
  static DocumentRecord readAt(ByteBuffer data, int at) {
    return new DocumentRecord(
        data.get(at + 4) == REMOVED,
        data.getInt(at + 8),
        new Key(
            data.getLong(at + 12),
            data.getLong(at + 20),
            data.getLong(at + 28),
            data.getLong(at + 36)));
  }

  private static int checksum(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.slice(0, CRC_AT));
    return (int) crc.getValue();
  }
}
