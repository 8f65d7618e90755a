package io.drover.sidecar.fs;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * What kind of content a file has, by its first bytes: the rules of mimesniff.spec.whatwg.org, in
 * the extent in which Go's net/http has them, and the answers that the API gives.
 */
final class ContentType {

  /** More than this is not looked at. */
  static final int BYTES = 512;

  static final String UNKNOWN = "application/octet-stream";
  private static final String TEXT = "text/plain; charset=utf-8";

  private static final List<String> TAGS =
      List.of(
          "<!DOCTYPE HTML",
          "<HTML",
          "<HEAD",
          "<SCRIPT",
          "<IFRAME",
          "<H1",
          "<DIV",
          "<FONT",
          "<TABLE",
          "<A",
          "<STYLE",
          "<TITLE",
          "<B",
          "<BODY",
          "<BR",
          "<P",
          "<!--");

  /** Bytes in hexadecimal; a question mark stands for half a byte that may be anything. */
  private record Magic(String bytes, String type) {

    boolean fits(byte[] head) {
      if (head.length * 2 < bytes.length()) {
        return false;
      }
      for (int i = 0; i < bytes.length(); i++) {
        int half = i % 2 == 0 ? head[i / 2] >> 4 & 15 : head[i / 2] & 15;
        if (bytes.charAt(i) != '?' && Character.digit(bytes.charAt(i), 16) != half) {
          return false;
        }
      }
      return true;
    }
  }

  private static Magic text(String start, String type) {
    return new Magic(
        HexFormat.of().formatHex(start.getBytes(StandardCharsets.ISO_8859_1)).replace("2a", "??"),
        type);
  }

  private static final List<Magic> MAGIC =
      List.of(
          text("%PDF-", "application/pdf"),
          text("%!PS-Adobe-", "application/postscript"),
          new Magic("feff????", "text/plain; charset=utf-16be"),
          new Magic("fffe????", "text/plain; charset=utf-16le"),
          new Magic("efbbbf??", TEXT),
          new Magic("00000100", "image/x-icon"),
          new Magic("00000200", "image/x-icon"),
          text("BM", "image/bmp"),
          text("GIF87a", "image/gif"),
          text("GIF89a", "image/gif"),
          text("RIFF****WEBPVP", "image/webp"),
          new Magic("89504e470d0a1a0a", "image/png"),
          new Magic("ffd8ff", "image/jpeg"),
          text("FORM****AIFF", "audio/aiff"),
          text("ID3", "audio/mpeg"),
          new Magic("4f67675300", "application/ogg"),
          new Magic("4d54686400000006", "audio/midi"),
          text("RIFF****AVI ", "video/avi"),
          text("RIFF****WAVE", "audio/wave"),
          new Magic("1a45dfa3", "video/webm"),
          new Magic("??".repeat(34) + "4c50", "application/vnd.ms-fontobject"),
          new Magic("00010000", "font/ttf"),
          text("OTTO", "font/otf"),
          text("ttcf", "font/collection"),
          text("wOFF", "font/woff"),
          text("wOF2", "font/woff2"),
          new Magic("1f8b08", "application/x-gzip"),
          new Magic("504b0304", "application/zip"),
          new Magic("526172211a0700", "application/x-rar-compressed"),
          new Magic("526172211a070100", "application/x-rar-compressed"),
          new Magic("0061736d", "application/wasm"));

  private ContentType() {}

  /**
   * The type of a file.
   *
   * @param head its first bytes; empty when it has none, or cannot be read
   */
  static String of(String name, byte[] head) {
    if (name.endsWith(".json")) {
      return "application/json";
    }
    return head.length == 0 ? UNKNOWN : sniff(head);
  }

  private static String sniff(byte[] head) {
    String trimmed = new String(head, StandardCharsets.ISO_8859_1);
    int start = 0;
    while (start < trimmed.length() && "\t\n\f\r ".indexOf(trimmed.charAt(start)) >= 0) {
      start++;
    }
    trimmed = trimmed.substring(start);
    if (startsWithTag(trimmed.toUpperCase(Locale.ROOT))) {
      return "text/html; charset=utf-8";
    }
    if (trimmed.startsWith("<?xml")) {
      return "text/xml; charset=utf-8";
    }
    for (Magic magic : MAGIC) {
      if (magic.fits(head)) {
        return magic.type();
      }
    }
    if (isMp4(head)) {
      return "video/mp4";
    }
    for (byte one : head) {
      if (isBinary(one & 0xff)) {
        return UNKNOWN;
      }
    }
    return TEXT;
  }

  private static boolean startsWithTag(String text) {
    for (String tag : TAGS) {
      if (text.startsWith(tag) && text.length() > tag.length()) {
        char after = text.charAt(tag.length());
        if (after == ' ' || after == '>') {
          return true;
        }
      }
    }
    return false;
  }

  /** A first box "ftyp" of which a brand begins with mp4. */
  private static boolean isMp4(byte[] head) {
    if (head.length < 12) {
      return false;
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    int box = (head[0] & 0x7f) << 24 | (head[1] & 255) << 16 | (head[2] & 255) << 8 | head[3] & 255;
    if (head.length < box || box % 4 != 0 || !text.startsWith("ftyp", 4)) {
      return false;
    }
    for (int at = 8; at < box; at += 4) {
      // The four bytes after the major brand are its version.
      if (at != 12 && text.startsWith("mp4", at)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBinary(int one) {
    return one <= 0x08 || one == 0x0b || one >= 0x0e && one <= 0x1a || one >= 0x1c && one <= 0x1f;
  }
}
