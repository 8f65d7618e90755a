package io.drover.jobspec.functions;

import io.drover.jobspec.ParseOptions;
import io.drover.jobspec.hcl.Function;
import io.drover.jobspec.hcl.Scope;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the job language. The tables are built when the first function is called: most
 * jobs call none.
 */
public final class JobFunctions implements Scope.Functions {

  private final ParseOptions options;
  private @Nullable FunctionTable table;

  public JobFunctions(ParseOptions options) {
    this.options = options;
  }

  @Override
  public @Nullable Function find(String name) {
    FunctionTable current = table;
    if (current == null) {
      current = new FunctionTable();
      NumberFunctions.addTo(current);
      StringFunctions.addTo(current);
      CollectionFunctions.addTo(current);
      EncodingFunctions.addTo(current);
      NetworkFunctions.addTo(current);
      TimeFunctions.addTo(current);
      FileFunctions.addTo(current, options);
      table = current;
    }
    return current.find(name);
  }
}
