package io.drover.log.raft;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What is stored for one entry: a header of our own, then the payload. The sequence number is ours
 * because Raft's index also counts elections and membership; the checksum is ours because an entry
 * must be provably the one the leader decided, whatever handled it in between.
 *
 * <pre>
 * 0 magic "DRVE"   4 version   5 kind   6 zero   8 term   16 sequence   24 payload length   28 CRC32C of all the rest
 * </pre>
 *
 * @param kind what it is
 * @param term the term of the leader that decided it
 * @param sequence position of an application entry, number of a barrier
 */
record EntryFrame(Kind kind, long term, long sequence, byte[] payload) {

  /** Kinds have fixed numbers: they are on disk. */
  enum Kind {
    APPLICATION(1),
    BARRIER(2);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    static Kind of(byte code) throws BrokenEntryException {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new BrokenEntryException("unknown kind " + code);
    }
  }

  static final int MAGIC = 0x44525645;
  static final int HEADER_BYTES = 32;
  private static final byte VERSION = 1;
  private static final int CRC_AT = 28;
  private static final int LENGTH_AT = 24;
  private static final byte[] NO_PAYLOAD = {};

  static EntryFrame barrier(long term, long number) {
    return new EntryFrame(Kind.BARRIER, term, number, NO_PAYLOAD);
  }

  byte[] encode() {
    ByteBuffer buffer = ByteBuffer.allocate(HEADER_BYTES + payload.length);
    buffer.putInt(MAGIC).put(VERSION).put(kind.code).putShort((short) 0);
    buffer.putLong(term).putLong(sequence).putInt(payload.length).putInt(0).put(payload);
    buffer.putInt(CRC_AT, checksum(buffer));
    return buffer.array();
  }

  /**
   * Reads a stored entry.
   *
   * @throws BrokenEntryException if it is not exactly what was stored
   */
  static EntryFrame decode(byte[] stored) throws BrokenEntryException {
    if (stored.length < HEADER_BYTES) {
      throw new BrokenEntryException("only " + stored.length + " bytes long");
    }
    ByteBuffer buffer = ByteBuffer.wrap(stored);
    if (buffer.getInt() != MAGIC) {
      throw new BrokenEntryException("no entry of this program");
    }
    byte version = buffer.get();
    if (version != VERSION) {
      throw new BrokenEntryException(
          "format version " + version + ", this program reads up to " + VERSION);
    }
    byte kind = buffer.get();
    int length = buffer.getInt(LENGTH_AT);
    if (length != stored.length - HEADER_BYTES) {
      throw new BrokenEntryException(
          "length " + length + " where " + (stored.length - HEADER_BYTES) + " bytes are stored");
    }
    if (buffer.getInt(CRC_AT) != checksum(buffer)) {
      throw new BrokenEntryException("wrong checksum");
    }
    return new EntryFrame(
        Kind.of(kind),
        buffer.getLong(8),
        buffer.getLong(16),
        Arrays.copyOfRange(stored, HEADER_BYTES, stored.length));
  }

  /** Whether a whole, correct frame starts here; for telling a torn record from a damaged one. */
  static boolean completeAt(ByteBuffer data, int at) {
    if (data.limit() - at < HEADER_BYTES || data.getInt(at) != MAGIC) {
      return false;
    }
    int length = data.getInt(at + LENGTH_AT);
    if (length < 0 || length > data.limit() - at - HEADER_BYTES) {
      return false;
    }
    ByteBuffer frame = data.slice(at, HEADER_BYTES + length);
    return frame.getInt(CRC_AT) == checksum(frame);
  }

  private static int checksum(ByteBuffer frame) {
    CRC32C crc = new CRC32C();
    crc.update(frame.slice(0, CRC_AT));
    crc.update(frame.slice(HEADER_BYTES, frame.limit() - HEADER_BYTES));
    return (int) crc.getValue();
  }
}
