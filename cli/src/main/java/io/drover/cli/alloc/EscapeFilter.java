package io.drover.cli.alloc;

import java.util.Arrays;

/**
 * Watches what is typed for the way out, as terminal programs have it: at the beginning of a line
 * the escape character and a dot end the session, and twice the escape character is one of them.
 */
final class EscapeFilter {

  private enum State {
    LINE_BEGIN,
    ESCAPED,
    WITHIN
  }

  private final int escape;
  private State state = State.LINE_BEGIN;
  private boolean ended;

  /** A filter for that character; below zero there is none. */
  EscapeFilter(int escape) {
    this.escape = escape;
  }

  /** True once the way out was typed. */
  boolean ended() {
    return ended;
  }

  /** What of the typed bytes is for the other side. */
  byte[] pass(byte[] typed, int length) {
    if (escape < 0) {
      return Arrays.copyOf(typed, length);
    }
    byte[] passed = new byte[length + 1];
    int count = 0;
    for (int i = 0; i < length && !ended; i++) {
      byte key = typed[i];
      if (state == State.LINE_BEGIN && key == escape) {
        state = State.ESCAPED;
        continue;
      }
      if (state == State.ESCAPED) {
        if (key == '.') {
          ended = true;
          break;
        }
        if (key != escape) {
          passed[count++] = (byte) escape;
        }
      }
      passed[count++] = key;
      state = key == '\r' || key == '\n' ? State.LINE_BEGIN : State.WITHIN;
    }
    return Arrays.copyOf(passed, count);
  }
}
