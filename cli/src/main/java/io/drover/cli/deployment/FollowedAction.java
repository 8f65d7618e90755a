package io.drover.cli.deployment;

import io.drover.cli.Api;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Monitor;
import java.io.IOException;
import picocli.CommandLine.Option;

/** Something whose evaluation is followed. */
abstract class FollowedAction extends Action {

  @Option(names = "-detach", description = "Do not follow the evaluation; print its id.")
  boolean detach;

  FollowedAction(String route, String doing) {
    super(route, doing);
  }

  /** One line that says that it is done; empty for none. */
  abstract String done(String id, Doc answer);

  @Override
  final int tell(Api api, Console console, String id, Doc answer) throws IOException {
    String line = done(id, answer);
    if (!line.isEmpty()) {
      console.line(line);
    }
    String evaluation = answer.text("EvalID");
    if (evaluation.isEmpty()) {
      return OK;
    }
    if (detach) {
      console.line("Evaluation ID: " + evaluation);
      return OK;
    }
    if (!line.isEmpty()) {
      console.line();
    }
    return new Monitor(api, console, verbose).evaluation(evaluation);
  }
}
