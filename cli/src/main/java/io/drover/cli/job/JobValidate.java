package io.drover.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** `job validate`: the server's opinion of a job file. */
public final class JobValidate implements Command {

  @Mixin JobSource source = new JobSource();

  @Mixin Connection connection = new Connection();

  @Override
  public int run(Console console) throws IOException {
    ObjectNode job = source.read(console).job();
    source.addVaultToken(console, job);
    Api api = Submit.api(connection, console, job);
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.set("Job", job);
    Doc answer;
    try {
      answer = api.put(Api.path("validate", "job"), Map.of(), body);
    } catch (ApiException e) {
      throw new IOException("Error validating job: " + e.getMessage(), e);
    }
    if (!answer.text("Error").isEmpty() || !answer.items("ValidationErrors").isEmpty()) {
      console.error("Job validation errors:");
      console.error(errors(answer));
      return FAILED;
    }
    Submit.warnings(console, answer.text("Warnings"));
    console.line(Console.Tone.GOOD, "Job validation successful");
    return OK;
  }

  private static String errors(Doc answer) {
    String text = answer.text("Error").strip();
    return text.isEmpty()
        ? String.join("\n", answer.items("ValidationErrors").stream().map(Doc::asText).toList())
        : text;
  }
}
