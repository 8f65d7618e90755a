package io.drover.jobspec.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.contract.json.GoText;
import io.drover.jobspec.hcl.Body;
import io.drover.jobspec.hcl.Diagnostics;
import io.drover.jobspec.hcl.Evaluator;
import io.drover.jobspec.hcl.Scope;
import io.drover.jobspec.hcl.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decodes bodies by their schema. Free blocks are only noted down: their values are looked at once
 * everything else is right, which is the order that messages appear in. Confined to one thread.
 */
final class BlockDecoder {

  /** A block with the scope it is to be evaluated in, which a dynamic block widens. */
  record Scoped(Body.Block block, Scope scope) {}

  private final Diagnostics diagnostics;
  private final List<FreeBlock> freeBlocks = new ArrayList<>();
  private final Map<Body, List<Scoped>> expanded = new IdentityHashMap<>();
  private final Map<ObjectNode, ObjectNode> inherited = new IdentityHashMap<>();

  BlockDecoder(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  Diagnostics diagnostics() {
    return diagnostics;
  }

  List<FreeBlock> freeBlocks() {
    return freeBlocks;
  }

  /** The vault block of a job or group, which its tasks inherit. */
  Map<ObjectNode, ObjectNode> inherited() {
    return inherited;
  }

  /** The blocks of a type in a body that has been decoded, dynamic ones included. */
  List<Body.Block> blocks(Body body, String type) {
    return expanded.getOrDefault(body, List.of()).stream()
        .map(Scoped::block)
        .filter(b -> b.type().equals(type))
        .toList();
  }

  ObjectNode decode(Body body, Schema schema, Scope scope) {
    Content.check(body, schema, true, diagnostics);
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    attributes(object, body, schema, scope);
    List<Scoped> blocks = new DynamicBlocks(diagnostics).expand(body, schema, scope);
    expanded.put(body, blocks);
    for (Schema.Sub sub : schema.subs()) {
      List<Scoped> own = blocks.stream().filter(b -> b.block().type().equals(sub.hcl())).toList();
      subBlocks(object, body, sub, own, scope);
    }
    schema.finish().accept(object, body, this);
    return object;
  }

  private void attributes(ObjectNode object, Body body, Schema schema, Scope scope) {
    for (Schema.Attr attr : schema.attrs()) {
      if (attr.present()) {
        switch (attr.kind()) {
          case STRING -> object.put(attr.go(), "");
          case BOOL -> object.put(attr.go(), false);
          case INT, UINT64, UINT8, INT8, DURATION -> object.put(attr.go(), 0L);
          case STRINGS -> object.putArray(attr.go());
        }
      }
    }
    for (Body.Attribute attribute : body.attributes()) {
      schema
          .attr(attribute.name())
          .ifPresent(
              attr -> {
                Value value = Evaluator.evaluate(attribute.expression(), scope, diagnostics);
                JsonNode json = ValueReader.read(value, attr, attribute.expression(), diagnostics);
                if (json != null) {
                  object.set(attr.go(), json);
                }
              });
    }
  }

  private void subBlocks(
      ObjectNode object, Body body, Schema.Sub sub, List<Scoped> blocks, Scope scope) {
    switch (sub.arity()) {
      case ONE -> {
        if (single(sub, blocks)) {
          object.set(sub.go(), one(sub, blocks.getFirst()));
        }
      }
      case FREE -> {
        if (single(sub, blocks)) {
          Scoped only = blocks.getFirst();
          freeBlocks.add(
              new FreeBlock(object.putObject(sub.go()), only.block().body(), only.scope()));
        }
      }
      case MANY -> {
        if (!blocks.isEmpty()) {
          ArrayNode list = object.putArray(sub.go());
          blocks.forEach(b -> list.add(one(sub, b)));
        }
      }
      case BY_LABEL -> {
        if (!blocks.isEmpty()) {
          ObjectNode map = object.putObject(sub.go());
          blocks.forEach(b -> map.set(b.block().labels().getFirst(), one(sub, b)));
        }
      }
      case CONSTRAINT, AFFINITY -> {
        if (!blocks.isEmpty()) {
          ArrayNode list = object.putArray(sub.go());
          blocks.forEach(b -> list.add(shorthand(sub, b)));
        }
      }
      case INHERITED -> blocks.forEach(b -> inherited.put(object, one(sub, b)));
      case STRING_MAP, STRINGS_MAP -> {
        if (single(sub, blocks)) {
          object.set(sub.go(), namedValues(sub, blocks.getFirst()));
        }
      }
      case STRING_MAP_OR_ATTRIBUTE -> mapOrAttribute(object, body, sub, blocks, scope);
      case IGNORED -> {}
    }
  }

  private boolean single(Schema.Sub sub, List<Scoped> blocks) {
    if (blocks.size() > 1) {
      diagnostics.add(
          blocks.get(1).block().headerRange(),
          "Duplicate " + sub.hcl() + " block",
          "Only one "
              + sub.hcl()
              + " block is allowed. Another was defined at "
              + blocks.getFirst().block().headerRange()
              + ".");
    }
    return !blocks.isEmpty();
  }

  private ObjectNode one(Schema.Sub sub, Scoped block) {
    ObjectNode object = decode(block.block().body(), sub.schema(), block.scope());
    if (sub.label() != null && !object.has(sub.label())) {
      object.put(sub.label(), block.block().labels().getFirst());
    }
    return object;
  }

  private ObjectNode shorthand(Schema.Sub sub, Scoped block) {
    Body body = block.block().body();
    Content.check(body, sub.schema(), false, diagnostics);
    ObjectNode given = JsonNodeFactory.instance.objectNode();
    for (Body.Attribute attribute : body.attributes()) {
      sub.schema()
          .attr(attribute.name())
          .ifPresent(
              attr -> {
                Value value =
                    Evaluator.evaluate(attribute.expression(), block.scope(), diagnostics);
                JsonNode json =
                    ValueReader.readStrictly(value, attr, attribute.expression(), diagnostics);
                if (json != null) {
                  given.set(attr.go(), json);
                }
              });
    }
    return sub.arity() == Schema.Arity.AFFINITY
        ? ShorthandBlocks.affinity(given)
        : ShorthandBlocks.constraint(given);
  }

  private void mapOrAttribute(
      ObjectNode object, Body body, Schema.Sub sub, List<Scoped> blocks, Scope scope) {
    var attribute = body.attribute(sub.hcl());
    if (attribute.isPresent() && !blocks.isEmpty() || blocks.size() > 1) {
      var other =
          attribute.isPresent() ? attribute.get().range() : blocks.getLast().block().headerRange();
      diagnostics.add(
          blocks.getFirst().block().headerRange(),
          "Duplicate " + sub.hcl() + " block",
          sub.hcl()
              + " may not be defined more than once. Another definition is defined at "
              + other
              + ".");
      return;
    }
    if (attribute.isPresent()) {
      var expression = attribute.get().expression();
      Value value = Evaluator.evaluate(expression, scope, diagnostics);
      ObjectNode map = ValueReader.stringMap(value, expression, diagnostics);
      if (map != null) {
        object.set(sub.go(), map);
      }
    } else if (!blocks.isEmpty()) {
      object.set(sub.go(), namedValues(sub, blocks.getFirst()));
    }
  }

  private ObjectNode namedValues(Schema.Sub sub, Scoped block) {
    Body body = block.block().body();
    noBlocks(body, diagnostics);
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    for (Body.Attribute attribute : body.attributes()) {
      var expression = attribute.expression();
      Value value = Evaluator.evaluate(expression, block.scope(), diagnostics);
      if (sub.arity() == Schema.Arity.STRINGS_MAP) {
        ArrayNode list = ValueReader.strings(value, expression, diagnostics);
        if (list != null) {
          map.set(attribute.name(), list);
        }
      } else {
        String text = ValueReader.string(value, expression, diagnostics);
        if (text != null) {
          map.put(attribute.name(), text);
        }
      }
    }
    return map;
  }

  static void noBlocks(Body body, Diagnostics diagnostics) {
    if (!body.blocks().isEmpty()) {
      Body.Block first = body.blocks().getFirst();
      diagnostics.add(
          first.typeRange(),
          "Unexpected " + GoText.quote(first.type()) + " block",
          "Blocks are not allowed here.");
    }
  }
}
