package io.drover.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.drover.contract.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * `warm-up`, for the launcher only: goes through what most commands do, against a server of its
 * own, while the JVM records which classes to put into its start-up cache.
 */
@CommandLine.Command
final class WarmUp implements Command {

  private static final String ID = "11111111-2222-3333-4444-555555555555";

  @Override
  public int run(Console console) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          byte[] answer = answer(exchange.getRequestURI().getPath());
          exchange.getResponseHeaders().set("X-Nomad-Index", "7");
          exchange.sendResponseHeaders(200, answer.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer);
          }
        });
    server.start();
    try {
      String address = "-address=http://127.0.0.1:" + server.getAddress().getPort();
      for (List<String> command : commands()) {
        Main.run(quiet(), withAddress(command, address));
      }
    } finally {
      server.stop(0);
    }
    return OK;
  }

  private static List<List<String>> commands() {
    return List.of(
        List.of("job", "status"),
        List.of("job", "status", "example"),
        List.of("job", "run", "-"),
        List.of("job", "plan", "-"),
        List.of("node", "status"),
        List.of("node", "status", "1111"),
        List.of("alloc", "status", "1111"),
        List.of("alloc", "logs", "1111", "t"),
        List.of("eval", "status", "1111"),
        List.of("job", "run", "-help"));
  }

  private static String[] withAddress(List<String> command, String address) {
    String[] words = new String[command.size() + 1];
    for (int i = 0; i < 2; i++) {
      words[i] = command.get(i);
    }
    words[2] = address;
    for (int i = 2; i < command.size(); i++) {
      words[i + 1] = command.get(i);
    }
    return words;
  }

  private static byte[] answer(String path) {
    ObjectNode object = Json.MAPPER.createObjectNode();
    object.put("ID", path.endsWith("/jobs") ? "example" : ID).put("Status", "complete");
    object
        .put("Namespace", "default")
        .put("EvalID", ID)
        .put("CreateTime", 1_700_000_000L * 1_000_000_000L);
    object.withObject("/FailedTGAllocs").withObject("/g").put("NodesEvaluated", 1);
    object.withObject("/TaskStates").withObject("/t").put("State", "running");
    List<String> lists = List.of("jobs", "nodes", "allocations", "evaluations");
    boolean list = lists.stream().anyMatch(path::endsWith);
    String text = list ? "[" + object + "]" : object.toString();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Console quiet() {
    PrintStream nothing =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    String job =
        "job \"example\" {\n  group \"g\" {\n    task \"t\" {\n      driver = \"raw_exec\"\n    }\n  }\n}\n";
    return new Console(
        new ByteArrayInputStream(job.getBytes(StandardCharsets.UTF_8)),
        nothing,
        nothing,
        Map.of(),
        Clock.systemUTC(),
        true);
  }
}
