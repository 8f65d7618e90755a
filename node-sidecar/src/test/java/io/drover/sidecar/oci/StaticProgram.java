package io.drover.sidecar.oci;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Assumptions;

/** A program of the smallest kind: an ELF header, one segment, a few instructions. */
final class StaticProgram {

  private static final long BASE = 0x400000;

  private StaticProgram() {}

  /** The bytes of a program that does nothing but exit with that code. */
  static byte[] exiting(int code) {
    Assumptions.assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "the instructions are those of x86-64");
    ByteBuffer program = ByteBuffer.allocate(64 + 56 + 12).order(ByteOrder.LITTLE_ENDIAN);
    program.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
    program.putShort((short) 2).putShort((short) 62).putInt(1);
    program.putLong(BASE + 64 + 56).putLong(64).putLong(0).putInt(0);
    program.putShort((short) 64).putShort((short) 56).putShort((short) 1);
    program.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    program.putInt(1).putInt(5).putLong(0).putLong(BASE).putLong(BASE);
    program.putLong(program.capacity()).putLong(program.capacity()).putLong(0x1000);
    // mov edi, code; mov eax, 60; syscall
    program.put((byte) 0xbf).putInt(code).put((byte) 0xb8).putInt(60);
    program.put((byte) 0x0f).put((byte) 0x05);
    return program.array();
  }
}
