package io.drover.jobspec.job;

import io.drover.jobspec.hcl.Diagnostics;
import io.drover.jobspec.hcl.Expression;
import io.drover.jobspec.hcl.Scope;
import io.drover.jobspec.hcl.Value;

/**
 * Names that only the client knows, such as {@code attr.kernel.name} or {@code NOMAD_PORT_http}:
 * they stand for their own source text in <code>${}</code>. The spaces and braces around a name are
 * taken along in the way that Nomad does it, which repeats some of them.
 */
record RuntimeNames(String source) implements Scope.Undefined {

  @Override
  public Value resolve(Expression.Traversal traversal, Diagnostics diagnostics) {
    int start = traversal.range().start().offset();
    int end = traversal.range().end().offset();
    StringBuilder text = new StringBuilder("${");
    StringBuilder before = new StringBuilder();
    for (int i = start - 1; i >= Math.max(0, start - 1_000); i--) {
      char c = source.charAt(i);
      if (c == '{') {
        before.insert(0, source.substring(i + 1, start));
      } else if (c != ' ') {
        break;
      }
    }
    text.append(before).append(source, start, end);
    // Bounds what a text of braces only makes of itself.
    int limit = Math.min(source.length(), end + 1_000);
    for (int i = end; i < limit; i++) {
      char c = source.charAt(i);
      if (c == '}') {
        text.append(source, end, i);
      } else if (c != ' ') {
        break;
      }
    }
    return Value.of(text.append('}').toString());
  }
}
