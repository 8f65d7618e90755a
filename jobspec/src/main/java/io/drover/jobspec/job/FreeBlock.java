package io.drover.jobspec.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.jobspec.hcl.Body;
import io.drover.jobspec.hcl.Diagnostics;
import io.drover.jobspec.hcl.Evaluator;
import io.drover.jobspec.hcl.Expression;
import io.drover.jobspec.hcl.Scope;
import io.drover.jobspec.hcl.Value;
import io.drover.jobspec.hcl.ValueException;

/**
 * A block whose content is up to somebody else, such as a driver. Its blocks become lists of
 * objects, one level of object for each label; so does an object that is written out.
 */
record FreeBlock(ObjectNode target, Body body, Scope scope) {

  void decode(Diagnostics diagnostics) {
    decode(target, body, diagnostics);
  }

  private void decode(ObjectNode into, Body from, Diagnostics diagnostics) {
    for (Body.Attribute attribute : from.attributes()) {
      Expression expression = attribute.expression();
      Value value = Evaluator.evaluate(expression, scope, diagnostics);
      try {
        JsonNode json = ValueReader.free(value);
        into.set(
            attribute.name(),
            expression instanceof Expression.ObjectCons ? into.arrayNode().add(json) : json);
      } catch (ValueException e) {
        diagnostics.add(
            expression.startRange(), "Unsuitable value type", "Unsuitable value: " + e.text());
      }
    }
    for (Body.Block block : from.blocks()) {
      ObjectNode inner = into.objectNode();
      decode(inner, block.body(), diagnostics);
      JsonNode wrapped = inner;
      for (String label : block.labels().reversed()) {
        ObjectNode outer = into.objectNode();
        outer.set(label, outer.arrayNode().add(wrapped));
        wrapped = outer;
      }
      ArrayNode list =
          into.get(block.type()) instanceof ArrayNode present
              ? present
              : into.putArray(block.type());
      list.add(wrapped);
    }
  }
}
