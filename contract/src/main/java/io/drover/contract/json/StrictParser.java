package io.drover.contract.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A parser whose numbers are finite and whose texts can be written again: half a surrogate pair
 * becomes the replacement character.
 */
final class StrictParser extends JsonParserDelegate {

  StrictParser(JsonParser parser) {
    super(parser);
  }

  @Override
  public Number getNumberValue() throws IOException {
    Number value = super.getNumberValue();
    return value instanceof Double d ? finite(d) : value;
  }

  @Override
  public double getDoubleValue() throws IOException {
    return finite(super.getDoubleValue());
  }

  private double finite(double value) throws IOException {
    if (Double.isInfinite(value)) {
      throw new InputCoercionException(this, "number out of range", currentToken(), Double.class);
    }
    return value;
  }

  @Override
  public @Nullable String getText() throws IOException {
    return whole(super.getText());
  }

  @Override
  public @Nullable String getValueAsString() throws IOException {
    return whole(super.getValueAsString());
  }

  @Override
  public @Nullable String currentName() throws IOException {
    return whole(super.currentName());
  }

  @Override
  @Deprecated
  public @Nullable String getCurrentName() throws IOException {
    return currentName();
  }

  private static @Nullable String whole(@Nullable String text) {
    if (text == null) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return text.codePoints()
            .map(c -> c <= Character.MAX_VALUE && Character.isSurrogate((char) c) ? '\uFFFD' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return text;
  }
}
