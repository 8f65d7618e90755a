package io.drover.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which of the encodings that we have a client likes best; of equals, the one it names first. */
final class AcceptedEncoding {

  private AcceptedEncoding() {}

  static Body.Encoding of(@Nullable String header) {
    if (header == null || header.isEmpty()) {
      return Body.Encoding.PLAIN;
    }
    Body.Encoding best = Body.Encoding.PLAIN;
    double bestWeight = 0;
    for (String part : header.split(",", 16)) {
      int semicolon = part.indexOf(';');
      String token = (semicolon < 0 ? part : part.substring(0, semicolon)).strip();
      double weight = semicolon < 0 ? 1 : weight(part.substring(semicolon + 1).strip());
      Body.Encoding encoding = encoding(token.toLowerCase(Locale.ROOT));
      if (encoding != Body.Encoding.PLAIN && weight > bestWeight) {
        best = encoding;
        bestWeight = weight;
      }
    }
    return best;
  }

  private static Body.Encoding encoding(String token) {
    return switch (token) {
      case "gzip" -> Body.Encoding.GZIP;
      case "deflate" -> Body.Encoding.DEFLATE;
      case String other -> Body.Encoding.PLAIN;
    };
  }

  private static double weight(String parameter) {
    if (!parameter.startsWith("q=")) {
      return 1;
    }
    try {
      return Double.parseDouble(parameter.substring(2));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
