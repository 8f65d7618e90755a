package io.drover.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import io.drover.contract.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON for people: four spaces, as Go indents it. */
final class PrettyJson {

  private static final DefaultIndenter INDENT = new DefaultIndenter("    ", "\n");

  private static final Separators SEPARATORS =
      Separators.createDefaultInstance()
          .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
          .withObjectEmptySeparator("")
          .withArrayEmptySeparator("");

  private PrettyJson() {}

  static Body of(Body body) {
    byte[] plain = body.bytes(Body.Encoding.PLAIN);
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length * 2);
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter(SEPARATORS);
    printer.indentArraysWith(INDENT);
    printer.indentObjectsWith(INDENT);
    try (JsonParser in = Json.MAPPER.getFactory().createParser(plain);
        JsonGenerator to = Json.MAPPER.getFactory().createGenerator(out)) {
      to.setPrettyPrinter(printer);
      while (in.nextToken() != null) {
        to.copyCurrentEventExact(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an answer of our own is JSON", e);
    }
    out.write('\n');
    return Body.json(out.toByteArray());
  }
}
