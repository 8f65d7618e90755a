package io.drover.sidecar.template;

/** Characters inside byte texts. */
final class Utf8 {

  private Utf8() {}

  /** Bytes of the character at a position; 0 when there is none that is valid. */
  static int size(String bytes, int at) {
    char first = bytes.charAt(at);
    int size = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
    if (size == 0 || first > 0xF4 || at + size > bytes.length()) {
      return 0;
    }
    for (int i = 1; i < size; i++) {
      if ((bytes.charAt(at + i) & 0xC0) != 0x80) {
        return 0;
      }
    }
    int code = decode(bytes, at, size);
    boolean shortest = size < 3 || code >= (size == 3 ? 0x800 : 0x10000);
    boolean surrogate = code >= 0xD800 && code < 0xE000;
    return shortest && !surrogate && code <= Character.MAX_CODE_POINT ? size : 0;
  }

  static int decode(String bytes, int at, int size) {
    char first = bytes.charAt(at);
    if (size == 1) {
      return first;
    }
    int code = first & (0xFF >> (size + 1));
    for (int i = 1; i < size; i++) {
      code = code << 6 | bytes.charAt(at + i) & 0x3F;
    }
    return code;
  }

  /** Whether Go prints the character as it is. */
  static boolean printable(int code) {
    if (code == ' ') {
      return true;
    }
    return switch (Character.getType(code)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
