package io.drover.jobspec.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;

/** Sizes in bytes as people write them: {@code 1M}, {@code "512KiB"}, {@code 1048576}. */
final class Sizes {

  private Sizes() {}

  /** Bytes; units of K, M, G with or without {@code B} are powers of 1000, with {@code iB} 1024. */
  static Optional<Long> parse(JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return Optional.of(value.longValue());
    }
    String text = value.isTextual() ? value.asText().trim().toUpperCase(Locale.ROOT) : "";
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    // Twelve digits are a terabyte, which no limit of a document needs.
    if (digits == 0 || digits > 12) {
      return Optional.empty();
    }
    long number = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits).trim()) {
      case "", "B" -> Optional.of(number);
      case "K", "KB" -> Optional.of(number * 1_000);
      case "M", "MB" -> Optional.of(number * 1_000_000);
      case "G", "GB" -> Optional.of(number * 1_000_000_000);
      case "KIB" -> Optional.of(number << 10);
      case "MIB" -> Optional.of(number << 20);
      case "GIB" -> Optional.of(number << 30);
      default -> Optional.empty();
    };
  }
}
