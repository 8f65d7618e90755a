package io.drover.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The type of a file by its first bytes, by the rules that browsers and Go follow (WHATWG, MIME
 * sniffing), as far as they concern what tasks write. What a browser would run as part of the
 * server's own pages is called plain text.
 */
final class ContentTypes {

  static final String BINARY = "application/octet-stream";

  /** Plain text that may be dangerous; Nomad leaves the character set out of these. */
  static final String DEFUSED = "text/plain";

  private static final int LOOKED_AT_MAX = 512;

  private static final List<String> MARKUP =
      List.of(
          "<!doctype html",
          "<html",
          "<head",
          "<script",
          "<iframe",
          "<h1",
          "<div",
          "<font",
          "<table",
          "<a",
          "<style",
          "<title",
          "<b",
          "<body",
          "<br",
          "<p",
          "<svg",
          "<!--",
          "<?xml");

  private record Magic(String begin, String type) {}

  private static final List<Magic> MAGIC =
      List.of(
          new Magic("%PDF-", "application/pdf"),
          new Magic("%!PS-Adobe-", "application/postscript"),
          new Magic("\u00fe\u00ff", "text/plain; charset=utf-16be"),
          new Magic("\u00ff\u00fe", "text/plain; charset=utf-16le"),
          new Magic("\u00ef\u00bb\u00bf", Body.TEXT),
          new Magic("\u0000\u0000\u0001\u0000", "image/x-icon"),
          new Magic("BM", "image/bmp"),
          new Magic("GIF87a", "image/gif"),
          new Magic("GIF89a", "image/gif"),
          new Magic("\u0089PNG\r\n\u001a\n", "image/png"),
          new Magic("\u00ff\u00d8\u00ff", "image/jpeg"),
          new Magic("OggS\u0000", "application/ogg"),
          new Magic("ID3", "audio/mpeg"),
          new Magic("wOFF", "font/woff"),
          new Magic("wOF2", "font/woff2"),
          new Magic("\u001f\u008b\u0008", "application/x-gzip"),
          new Magic("PK\u0003\u0004", "application/zip"),
          new Magic("Rar!\u001a\u0007", "application/x-rar-compressed"),
          new Magic("\u0000asm", "application/wasm"));

  private ContentTypes() {}

  /** What to announce for a body that begins so. */
  static String of(byte[] data) {
    int length = Math.min(data.length, LOOKED_AT_MAX);
    String begin = new String(data, 0, length, StandardCharsets.ISO_8859_1);
    if (markup(begin)) {
      return DEFUSED;
    }
    for (Magic magic : MAGIC) {
      if (begin.startsWith(magic.begin())) {
        return magic.type();
      }
    }
    return begin.chars().anyMatch(ContentTypes::binary) ? BINARY : Body.TEXT;
  }

  private static boolean markup(String begin) {
    String text = begin.stripLeading().toLowerCase(Locale.ROOT);
    for (String tag : MARKUP) {
      if (text.startsWith(tag) && (tag.startsWith("<!--") || ends(text, tag.length()))) {
        return true;
      }
    }
    return false;
  }

  /** A tag is one only with what ends its name. */
  private static boolean ends(String text, int at) {
    return at >= text.length() || " >\t\n\r/".indexOf(text.charAt(at)) >= 0;
  }

  private static boolean binary(int c) {
    return c < 0x20 && c != '\t' && c != '\n' && c != '\f' && c != '\r' && c != 0x1b;
  }
}
