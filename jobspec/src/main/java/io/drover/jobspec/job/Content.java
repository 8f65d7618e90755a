package io.drover.jobspec.job;

import io.drover.contract.json.GoText;
import io.drover.jobspec.hcl.Body;
import io.drover.jobspec.hcl.Diagnostics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks a body against the names it may hold. Says what is not expected, and what is missing. */
final class Content {

  private Content() {}

  /** Complains of unknown attributes and blocks, wrong labels and missing attributes. */
  static void check(Body body, Schema schema, boolean dynamic, Diagnostics diagnostics) {
    for (Schema.Attr attr : schema.attrs()) {
      if (attr.required() && body.attribute(attr.hcl()).isEmpty()) {
        missing(body, attr.hcl(), diagnostics);
      }
    }
    for (Body.Attribute attribute : body.attributes()) {
      if (!schema.takesAttribute(attribute.name())) {
        unexpected(attribute, schema, diagnostics);
      }
    }
    for (Body.Block block : body.blocks()) {
      if (dynamic && block.type().equals("dynamic") && block.labels().size() == 1) {
        if (schema.sub(block.labels().getFirst()).isEmpty()) {
          diagnostics.add(
              block.labelRanges().getFirst(),
              "Unsupported block type",
              "Blocks of type "
                  + GoText.quote(block.labels().getFirst())
                  + " are not expected here.");
        }
        continue;
      }
      Optional<Schema.Sub> sub = schema.sub(block.type());
      if (sub.isEmpty()) {
        unexpected(block, schema, diagnostics);
      } else {
        labels(block, sub.get().labelled() ? List.of(sub.get().labelName()) : null, diagnostics);
      }
    }
  }

  static void missing(Body body, String name, Diagnostics diagnostics) {
    diagnostics.add(
        body.range().startOnly(),
        "Missing required argument",
        "The argument " + GoText.quote(name) + " is required, but no definition was found.");
  }

  private static void unexpected(Body.Attribute attribute, Schema schema, Diagnostics diagnostics) {
    String name = attribute.name();
    List<String> names = new ArrayList<>();
    schema.attrs().forEach(a -> names.add(a.hcl()));
    String hint =
        Suggestion.of(name, names).map(s -> " Did you mean " + GoText.quote(s) + "?").orElse("");
    if (hint.isEmpty() && schema.sub(name).isPresent()) {
      hint = " Did you mean to define a block of type " + GoText.quote(name) + "?";
    }
    diagnostics.add(
        attribute.nameRange(),
        "Unsupported argument",
        "An argument named " + GoText.quote(name) + " is not expected here." + hint);
  }

  private static void unexpected(Body.Block block, Schema schema, Diagnostics diagnostics) {
    String name = block.type();
    String hint =
        Suggestion.of(name, schema.subs().stream().map(Schema.Sub::hcl).toList())
            .map(s -> " Did you mean " + GoText.quote(s) + "?")
            .orElse("");
    if (hint.isEmpty() && schema.attr(name).isPresent()) {
      hint =
          " Did you mean to define argument "
              + GoText.quote(name)
              + "? If so, use the equals sign to assign it a value.";
    }
    diagnostics.add(
        block.typeRange(),
        "Unsupported block type",
        "Blocks of type " + GoText.quote(name) + " are not expected here." + hint);
  }

  /** True if a block has the labels it should; {@code names} is null for none. */
  static boolean labels(
      Body.Block block,
      @org.jspecify.annotations.Nullable List<String> names,
      Diagnostics diagnostics) {
    int wanted = names == null ? 0 : names.size();
    String type = block.type();
    if (block.labels().size() > wanted) {
      diagnostics.add(
          block.labelRanges().get(wanted),
          "Extraneous label for " + type,
          names == null
              ? "No labels are expected for " + type + " blocks."
              : "Only "
                  + wanted
                  + " labels ("
                  + String.join(", ", names)
                  + ") are expected for "
                  + type
                  + " blocks.");
      return false;
    }
    if (names != null && block.labels().size() < wanted) {
      diagnostics.add(
          block.openBrace(),
          "Missing " + names.get(block.labels().size()) + " for " + type,
          "All "
              + type
              + " blocks must have "
              + wanted
              + " labels ("
              + String.join(", ", names)
              + ").");
      return false;
    }
    return true;
  }
}
