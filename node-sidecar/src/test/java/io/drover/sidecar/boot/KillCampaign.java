package io.drover.sidecar.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.node.v1.ExecInTask;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.sidecar.cgroup.CgroupProbe;
import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.kernel.Mounts;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills a sidecar again and again, at moments that a seed decides, while its tasks start, run, end
 * and are stopped. Each task writes down outside of the sidecar's reach that it began and how it is
 * about to end; what the control plane is told must say the same, once.
 */
final class KillCampaign implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  // Twice what one has after its start, its class path left out.
  private static final long DESCRIPTORS_MAX = 80;
  // Found in the arguments of what tasks leave behind, and nowhere else.
  private static final String REMAINDER = "77731";
  private static final int[] SIGNALS = {1, 2, 3, 6, 9, 10, 14, 15};

  /** One task of the campaign. */
  private record Life(AllocId id, Path witness, int exitCode, boolean stopped) {}

  private final Random random;
  private final Path directory;
  private final String cgroupRoot;
  private final FakeControlPlane server = new FakeControlPlane();
  private final Path config;
  private final List<Life> living = new ArrayList<>();
  private int begun;
  private int settled;
  private int hellosBefore;
  private Process sidecar;

  KillCampaign(Path directory, String cgroupRoot, long seed) throws IOException {
    this.directory = directory;
    this.cgroupRoot = cgroupRoot;
    this.random = new Random(seed);
    this.config =
        NodeUnderTest.configFile(directory.resolve("data"), server.address(), cgroupRoot, false);
    Files.createDirectories(directory.resolve("witness"));
    this.sidecar = start();
  }

  private Process start() throws IOException {
    hellosBefore = server.hellos().size();
    return SidecarProcess.start(config, directory.resolve("sidecar.log"));
  }

  /** One life of the sidecar, from its start to a moment that is anybody's guess. */
  void round() throws Exception {
    int tasks = random.nextInt(5);
    boolean early = random.nextInt(4) == 0;
    if (!early) {
      awaitSession();
    }
    for (int i = 0; i < tasks; i++) {
      begin();
      pause(random.nextInt(40));
    }
    if (random.nextInt(3) == 0 && !living.isEmpty()) {
      stopOne();
    }
    if (!early && random.nextInt(3) == 0 && !living.isEmpty()) {
      runInsideOne();
    }
    pause(random.nextInt(400));
    SidecarProcess.kill(sidecar);
    settleEnded();
    sidecar = start();
  }

  private void awaitSession() {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(PATIENCE)
        .until(() -> server.hellos().size() > hellosBefore);
  }

  /** The time between two blows is what is being varied here, so it is a pause and no condition. */
  private static void pause(int millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
  }

  private void begin() throws IOException {
    Path witness = directory.resolve("witness/" + begun++);
    int signal = random.nextInt(4) == 0 ? SIGNALS[random.nextInt(SIGNALS.length)] : 0;
    int code = signal == 0 ? random.nextInt(120) : 128 + signal;
    String end = signal == 0 ? "exit " + code : "kill -" + signal + " $$; sleep 10";
    String leavesChild = random.nextInt(3) == 0 ? "(setsid sleep " + REMAINDER + " &); " : "";
    String script =
        "echo begin >>%s; %ssleep %s; echo %d >>%s; %s"
            .formatted(witness, leavesChild, random.nextInt(700) / 1000.0, code, witness, end);
    JobSpec job = Jobs.job("batch", Jobs.shell("t", script));
    Allocation alloc = Jobs.alloc(job);
    server.want(alloc, job);
    living.add(new Life(alloc.id(), witness, code, false));
  }

  private void stopOne() {
    int which = random.nextInt(living.size());
    Life life = living.get(which);
    server.stop(life.id());
    living.set(which, new Life(life.id(), life.witness(), life.exitCode(), true));
  }

  /** A command inside a task, with a child that leaves it; neither may outlive the task. */
  private void runInsideOne() {
    Life life = living.get(random.nextInt(living.size()));
    server.ask(
        NodeRequest.newBuilder()
            .setExecInTask(
                ExecInTask.newBuilder()
                    .setAllocId(life.id().value())
                    .setTask("t")
                    .addAllCommand(
                        List.of(
                            "/bin/sh",
                            "-c",
                            "(setsid sleep %s &); sleep %s".formatted(REMAINDER, REMAINDER)))));
  }

  /** Checks those that have been told to be over, and has the node forget them. */
  private void settleEnded() throws IOException {
    for (Iterator<Life> lives = living.iterator(); lives.hasNext(); ) {
      Life life = lives.next();
      if (over(life)) {
        check(life);
        server.purge(life.id());
        lives.remove();
        settled++;
      }
    }
  }

  private boolean over(Life life) {
    String status = server.status(life.id());
    return status.equals("complete") || status.equals("failed");
  }

  private void check(Life life) throws IOException {
    List<String> events = server.events(life.id(), "t");
    String story = life + " " + events + " " + witness(life);
    List<String> ends = events.stream().filter(event -> event.startsWith("Terminated")).toList();
    assertThat(witness(life).stream().filter("begin"::equals).count())
        .as("runs of %s", story)
        .isLessThanOrEqualTo(1);
    assertThat(ends).as("ends of %s", story).hasSizeLessThanOrEqualTo(1);
    assertThat(ends).as(story).noneMatch(end -> end.contains("unknown"));
    if (witness(life).size() == 2) {
      // It came to its own end, which a stop at the same moment may have forestalled by a signal.
      String told = ends.isEmpty() ? "" : ends.getFirst();
      if (!life.stopped()) {
        assertThat(told).as(story).startsWith("Terminated: Exit Code: " + life.exitCode());
        assertThat(server.status(life.id()))
            .as(story)
            .isEqualTo(life.exitCode() == 0 ? "complete" : "failed");
      }
    } else {
      assertThat(life.stopped()).as("%s never came to its end", story).isTrue();
    }
  }

  private static List<String> witness(Life life) throws IOException {
    return Files.exists(life.witness()) ? Files.readAllLines(life.witness()) : List.of();
  }

  /** Lets everything come to its end, and looks for what should not be there. */
  void finish() throws Exception {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (Life life : living) {
                assertThat(over(life)).as(() -> life + log()).isTrue();
              }
            });
    settleEnded();
    CgroupTree tree = CgroupProbe.probe(cgroupRoot).orElseThrow();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(tree.names()).as("cgroups").isEmpty();
              assertThat(tree.members(CgroupTree.HOLDERS)).as("holders").isEmpty();
              assertThat(Mounts.below(directory)).as("mounts").isEmpty();
              assertThat(directory.resolve("data/alloc")).as("directories").isEmptyDirectory();
              assertThat(RawExecTest.processesWith(REMAINDER)).as("orphans").isEmpty();
            });
    assertThat(descriptors()).as("descriptors of the last sidecar").isLessThan(DESCRIPTORS_MAX);
    assertThat(settled).isEqualTo(begun);
  }

  private long descriptors() throws IOException {
    long count = 0;
    try (DirectoryStream<Path> open =
        Files.newDirectoryStream(Path.of("/proc/" + sidecar.pid() + "/fd"))) {
      for (Path each : open) {
        count += Files.readSymbolicLink(each).toString().endsWith(".jar") ? 0 : 1;
      }
    }
    return count;
  }

  /** Tasks begun so far. */
  int begun() {
    return begun;
  }

  private String log() {
    try {
      String all = Files.readString(directory.resolve("sidecar.log"));
      return all.substring(Math.max(0, all.length() - 4000));
    } catch (IOException none) {
      return "";
    }
  }

  @Override
  public void close() throws Exception {
    SidecarProcess.kill(sidecar);
    server.close();
    CgroupTree tree = CgroupProbe.probe(cgroupRoot).orElseThrow();
    for (String name : tree.names()) {
      tree.destroy(name);
    }
    tree.removeRoot();
    for (Path mount : Mounts.below(directory)) {
      Mounts.unmount(mount);
    }
  }
}
