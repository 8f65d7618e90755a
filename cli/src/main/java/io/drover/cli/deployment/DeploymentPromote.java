package io.drover.cli.deployment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Doc;
import java.util.List;
import picocli.CommandLine.Option;

/** `deployment promote`: lets healthy canaries become what their groups are. */
public final class DeploymentPromote extends FollowedAction {

  @Option(
      names = "-group",
      paramLabel = "GROUP",
      description = "Only this group; may be given more than once.")
  List<String> groups = List.of();

  public DeploymentPromote() {
    super("promote", "promoting");
  }

  /** The part of the body that says which groups are meant; none are all of them. */
  public static void fill(ObjectNode body, List<String> groups) {
    body.put("All", groups.isEmpty());
    ArrayNode names = body.putArray("Groups");
    groups.forEach(names::add);
  }

  @Override
  void fill(ObjectNode body) {
    fill(body, groups);
  }

  @Override
  String done(String id, Doc answer) {
    return "";
  }
}
