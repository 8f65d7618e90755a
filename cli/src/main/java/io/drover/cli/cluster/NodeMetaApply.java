package io.drover.cli.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.UsageException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `node meta apply`: sets and unsets metadata of a node while it runs. */
public final class NodeMetaApply implements Command {

  @Parameters(arity = "0..*", paramLabel = "KEY=VALUE", description = "What to set.")
  List<String> pairs = List.of();

  @Mixin Connection connection = new Connection();

  @Option(
      names = "-node-id",
      paramLabel = "NODE",
      description = "An id, or the beginning of one. Without it the only node that is ready.")
  @Nullable String node;

  @Option(
      names = "-unset",
      split = ",",
      paramLabel = "KEY",
      description = "What to remove, several separated by commas.")
  List<String> unset = List.of();

  @Override
  public int run(Console console) throws IOException {
    ObjectNode meta = JsonNodeFactory.instance.objectNode();
    unset.forEach(meta::putNull);
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new UsageException(
            "\"%s\" is not of the form key=value; -unset removes a key".formatted(pair));
      }
      meta.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    if (meta.isEmpty()) {
      throw new UsageException("Nothing to change: give key=value or -unset=key");
    }
    Api api = connection.api(console);
    try {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.set("Meta", meta);
      api.post(Api.path("client", "metadata"), NodeMetaRead.query(api, node), body);
      return OK;
    } catch (ApiException e) {
      throw new IOException("Error applying dynamic node metadata: " + e.getMessage(), e);
    }
  }
}
