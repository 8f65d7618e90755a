package io.drover.jobspec.job;

import io.drover.jobspec.hcl.Body;
import io.drover.jobspec.hcl.Conversion;
import io.drover.jobspec.hcl.Diagnostics;
import io.drover.jobspec.hcl.Evaluator;
import io.drover.jobspec.hcl.Expression;
import io.drover.jobspec.hcl.Scope;
import io.drover.jobspec.hcl.SourceRange;
import io.drover.jobspec.hcl.Type;
import io.drover.jobspec.hcl.Value;
import io.drover.jobspec.hcl.ValueException;
import io.drover.jobspec.hcl.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the blocks that a {@code dynamic} block stands for in its place. */
final class DynamicBlocks {

  /**
   * How many blocks a file's dynamic blocks may make of one body; several times what a cluster runs
   * of one job.
   */
  private static final int BLOCKS_MAX = 20_000;

  private final Diagnostics diagnostics;

  DynamicBlocks(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  List<BlockDecoder.Scoped> expand(Body body, Schema schema, Scope scope) {
    List<BlockDecoder.Scoped> blocks = new ArrayList<>();
    for (Body.Block block : body.blocks()) {
      boolean dynamic = block.type().equals("dynamic") && block.labels().size() == 1;
      Optional<Schema.Sub> sub = schema.sub(dynamic ? block.labels().getFirst() : block.type());
      if (sub.isEmpty()) {
        continue;
      }
      if (dynamic) {
        expand(block, sub.get(), scope, blocks);
      } else if (block.labels().size() == (sub.get().labelled() ? 1 : 0)) {
        blocks.add(new BlockDecoder.Scoped(block, scope));
      }
    }
    if (blocks.size() > BLOCKS_MAX) {
      diagnostics.add(
          body.range().startOnly(),
          "Too many blocks",
          "At most " + BLOCKS_MAX + " blocks may be in one body.");
      return List.of();
    }
    return blocks;
  }

  private void expand(
      Body.Block dynamic, Schema.Sub sub, Scope scope, List<BlockDecoder.Scoped> blocks) {
    Schema shape =
        Schema.of()
            .required(Schema.Kind.STRING, "for_each", "for_each")
            .opt(Schema.Kind.STRING, "iterator", "iterator")
            .block(Schema.Arity.MANY, "content", "content", Schema.of());
    if (sub.labelled()) {
      shape.required(Schema.Kind.STRINGS, "labels", "labels");
    }
    int before = diagnostics.size();
    Content.check(dynamic.body(), shape, false, diagnostics);
    if (diagnostics.size() > before) {
      return;
    }
    List<Body.Block> contents = dynamic.body().blocks();
    if (contents.size() != 1) {
      diagnostics.add(
          contents.isEmpty() ? dynamic.body().range().startOnly() : contents.get(1).headerRange(),
          contents.isEmpty() ? "Missing dynamic content block" : "Extraneous dynamic content block",
          contents.isEmpty()
              ? "A dynamic block must have a nested block of type \"content\" to describe the body of"
                  + " each generated block."
              : "Only one nested content block is allowed for each dynamic block.");
      return;
    }
    String iterator = iterator(dynamic);
    Expression forEach = attribute(dynamic, "for_each");
    Value collection = Evaluator.evaluate(forEach, scope, diagnostics);
    if (diagnostics.size() > before || !iterable(collection, forEach)) {
      return;
    }
    Map<String, Value> members = Values.members(collection);
    List<Value> elements = Values.elements(collection);
    if (members != null) {
      members.forEach(
          (key, value) ->
              add(
                  dynamic,
                  sub,
                  contents.getFirst(),
                  iterator,
                  Value.of(key),
                  value,
                  scope,
                  blocks));
    } else if (elements != null) {
      boolean set = collection instanceof Value.SetValue;
      for (int i = 0; i < elements.size() && blocks.size() <= BLOCKS_MAX; i++) {
        Value element = elements.get(i);
        Value key = set ? element : Value.of(i);
        add(dynamic, sub, contents.getFirst(), iterator, key, element, scope, blocks);
      }
    }
  }

  private static Expression attribute(Body.Block block, String name) {
    return block.body().attribute(name).orElseThrow().expression();
  }

  private String iterator(Body.Block dynamic) {
    Optional<Body.Attribute> given = dynamic.body().attribute("iterator");
    if (given.isEmpty()) {
      return dynamic.labels().getFirst();
    }
    if (given.get().expression() instanceof Expression.Traversal name && name.steps().isEmpty()) {
      return name.root();
    }
    diagnostics.add(
        given.get().expression().range(),
        "Invalid expression",
        "A single static variable reference is required: only attribute access and indexing with"
            + " constant keys. No calculations, function calls, template expressions, etc are"
            + " allowed here.");
    return dynamic.labels().getFirst();
  }

  private boolean iterable(Value collection, Expression forEach) {
    if (Values.members(collection) != null || Values.elements(collection) != null) {
      return true;
    }
    if (!Values.isUnknown(collection)) {
      diagnostics.add(
          forEach.range(),
          "Invalid dynamic for_each value",
          Values.isNull(collection)
              ? "Cannot use a null value in for_each."
              : "Cannot use a "
                  + Type.label(collection.type())
                  + " value in for_each. An iterable collection is required.");
    }
    return false;
  }

  private void add(
      Body.Block dynamic,
      Schema.Sub sub,
      Body.Block content,
      String iterator,
      Value key,
      Value value,
      Scope scope,
      List<BlockDecoder.Scoped> blocks) {
    Scope inner = scope.with(Map.of(iterator, Value.object(Map.of("key", key, "value", value))));
    List<String> labels = new ArrayList<>();
    List<SourceRange> ranges = new ArrayList<>();
    if (sub.labelled()) {
      String label = label(attribute(dynamic, "labels"), inner);
      if (label == null) {
        return;
      }
      labels.add(label);
      ranges.add(dynamic.labelRanges().getFirst());
    } else {
      // Keeps the header of the dynamic block as the place of what it makes.
      ranges.add(dynamic.labelRanges().getFirst());
    }
    blocks.add(
        new BlockDecoder.Scoped(
            new Body.Block(
                sub.hcl(),
                labels,
                content.body(),
                dynamic.typeRange(),
                ranges,
                content.openBrace(),
                content.closeBrace()),
            inner));
  }

  private @Nullable String label(Expression labels, Scope inner) {
    if (!(labels instanceof Expression.Tuple tuple) || tuple.items().size() != 1) {
      diagnostics.add(
          labels.range(), "Invalid dynamic block label", "One label is expected, in a list.");
      return null;
    }
    Expression item = tuple.items().getFirst();
    Value value = Evaluator.evaluate(item, inner, diagnostics);
    if (Values.isNull(value)) {
      diagnostics.add(
          item.range(),
          "Invalid dynamic block label",
          "Cannot use a null value as a dynamic block label.");
      return null;
    }
    try {
      return Conversion.convert(value, Type.STRING) instanceof Value.Text(String text)
          ? text
          : null;
    } catch (ValueException e) {
      diagnostics.add(
          item.range(),
          "Invalid dynamic block label",
          "Cannot use this value as a dynamic block label: " + e.text() + ".");
      return null;
    }
  }
}
