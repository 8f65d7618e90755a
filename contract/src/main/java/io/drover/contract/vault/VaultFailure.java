package io.drover.contract.vault;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request to Vault came to nothing. The message is the one that users of Vault know. */
public final class VaultFailure extends Exception {

  private static final long serialVersionUID = 1;

  private final int status;

  private VaultFailure(int status, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /** There was no answer. */
  static VaultFailure unreachable(String method, String url, Throwable cause) {
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new VaultFailure(0, method + " \"" + url + "\": " + reason, cause);
  }

  /** Vault said no. */
  static VaultFailure answered(
      String method, String url, int status, List<String> errors, String namespace) {
    StringBuilder text = new StringBuilder("Error making API request.\n\n");
    if (!namespace.isEmpty()) {
      text.append("Namespace: ").append(namespace).append('\n');
    }
    text.append("URL: ").append(method).append(' ').append(url).append('\n');
    text.append("Code: ").append(status).append(". Errors:\n\n");
    errors.forEach(error -> text.append("* ").append(error));
    return new VaultFailure(status, text.toString(), null);
  }

  /** An answer that is not what Vault documents. */
  public static VaultFailure unexpected(String message) {
    return new VaultFailure(0, message, null);
  }

  /** The HTTP status; 0 when there was none. */
  public int status() {
    return status;
  }

  /** True when the same request will fail again: 400, 403 and 404. */
  public boolean permanent() {
    return status == 400 || status == 403 || status == 404;
  }

  /** The message, never null. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
