package io.drover.sidecar.task.hook.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.contract.model.AllocationBuilder;
import io.drover.contract.model.ChangeScript;
import io.drover.contract.model.JobSpecBuilder;
import io.drover.contract.model.NodeBuilder;
import io.drover.contract.model.TaskBuilder;
import io.drover.contract.model.TaskGroupBuilder;
import io.drover.contract.model.Template;
import io.drover.contract.model.TemplateBuilder;
import io.drover.contract.model.WaitConfig;
import io.drover.sidecar.task.hook.TaskContext;
import io.drover.sidecar.task.hook.TaskHook.HookFailed;
import io.drover.sidecar.template.SecretSource;
import io.drover.sidecar.template.TemplateSource;
import io.drover.sidecar.template.UnwiredSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateHookTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String VARIABLE = "{{with nomadVar \"nomad/jobs/x\"}}{{.k}}{{end}}";

  @TempDir Path alloc;

  private final RecordingControl control = new RecordingControl();
  private final SettableSource source = new SettableSource();
  private final Map<String, String> environment = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private boolean taskRuns;

  @BeforeEach
  void directories() throws IOException {
    Files.createDirectories(alloc.resolve("t/local"));
    Files.createDirectories(alloc.resolve("alloc"));
  }

  @AfterEach
  void endTimer() {
    timer.shutdownNow();
  }

  private static Template template(String text, String destination, String mode) {
    return TemplateBuilder.builder()
        .embeddedTmpl(text)
        .destPath(destination)
        .changeMode(mode)
        .changeSignal(mode.equals("signal") ? "SIGHUP" : "")
        .splay(Duration.ZERO)
        .perms("0640")
        .waitConfig(new WaitConfig(Duration.ZERO, Duration.ZERO))
        .build();
  }

  private TaskContext context(Template... templates) {
    return new TaskContext(
        AllocationBuilder.builder().namespace("default").build(),
        JobSpecBuilder.builder().region("global").build(),
        TaskGroupBuilder.builder().build(),
        TaskBuilder.builder().name("t").templates(List.of(templates)).build(),
        NodeBuilder.builder().build(),
        alloc.resolve("t"),
        alloc.resolve("alloc"),
        Map.of("NAME", "value"),
        text -> text.replace("${NOMAD_TASK_DIR}", alloc.resolve("t/local").toString()),
        environment::putAll,
        control);
  }

  private TemplateHook hook(TemplateSource from) {
    return new TemplateHook(
        from,
        SecretSource.none("Vault is not configured on this node"),
        timer,
        InstantSource.system(),
        () -> taskRuns);
  }

  private String content(String path) throws IOException {
    return Files.readString(alloc.resolve(path));
  }

  private void awaitCall(String call) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(control.calls).contains(call));
  }

  @Test
  void writesBeforeTheTaskStarts() throws Exception {
    hook(source).prestart(context(template("{{env \"NAME\"}}", "local/d/f", "restart")));
    assertThat(content("t/local/d/f")).isEqualTo("value");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(alloc.resolve("t/local/d/f"))))
        .isEqualTo("rw-r-----");
    assertThat(Files.list(alloc.resolve("t/local/d"))).hasSize(1);
    assertThat(control.calls).isEmpty();
  }

  @Test
  void absoluteDestinationsLandInTheTasksDirectory() throws Exception {
    hook(source)
        .prestart(
            context(
                template("a", "/etc/golden-none", "noop"),
                template("b", "${NOMAD_TASK_DIR}/b", "noop"),
                template("c", "/alloc/c", "noop"),
                template("d", "../alloc/d", "noop")));
    assertThat(content("t/etc/golden-none")).isEqualTo("a");
    assertThat(content("t/local/b")).isEqualTo("b");
    assertThat(content("alloc/c")).isEqualTo("c");
    assertThat(content("alloc/d")).isEqualTo("d");
  }

  @Test
  void refusesPathsThatLeaveTheAllocation() {
    assertThatThrownBy(() -> hook(source).prestart(context(template("x", "../../e", "noop"))))
        .isInstanceOf(HookFailed.class)
        .hasMessage("template destination path escapes alloc directory");
    Template outside =
        TemplateBuilder.builder(template("", "local/a", "noop"))
            .sourcePath("/etc/hostname")
            .build();
    assertThatThrownBy(() -> hook(source).prestart(context(outside)))
        .isInstanceOf(HookFailed.class)
        .hasMessage("template source path escapes alloc directory");
    Template absent =
        TemplateBuilder.builder(template("", "local/a", "noop"))
            .sourcePath("local/none.tpl")
            .build();
    assertThatThrownBy(() -> hook(source).prestart(context(absent)))
        .isInstanceOf(HookFailed.class)
        .hasMessage(
            "failed to read template: open "
                + alloc.resolve("t/local/none.tpl")
                + ": no such file or directory");
  }

  @Test
  void followsNoLinkThatATaskHasMade() throws Exception {
    Path outside = Files.createDirectories(alloc.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    Files.createSymbolicLink(alloc.resolve("t/local/link"), outside);
    hook(source).prestart(context(template("x", "local/link/f", "noop")));
    assertThat(control.calls).singleElement().asString().contains("failed to write template");
    assertThat(outside.resolve("f")).doesNotExist();

    control.calls.clear();
    hook(source).prestart(context(template("{{file \"local/link/secret\"}}", "local/f", "noop")));
    assertThat(control.calls).singleElement().asString().startsWith("kill Template failed: ");
    assertThat(alloc.resolve("t/local/f")).doesNotExist();

    control.calls.clear();
    hook(source).prestart(context(template("{{file \"/etc/passwd\"}}", "local/f", "noop")));
    assertThat(control.calls)
        .singleElement()
        .asString()
        .contains("error calling file: '/etc/passwd' is outside of sandbox");
  }

  @Test
  void readsFilesOfTheTask() throws Exception {
    Files.writeString(alloc.resolve("t/local/in"), "{{ file \"local/data\" }}!");
    Files.writeString(alloc.resolve("t/local/data"), "data");
    hook(source)
        .prestart(
            context(
                TemplateBuilder.builder(template("", "local/out", "noop"))
                    .sourcePath("local/in")
                    .build()));
    assertThat(content("t/local/out")).isEqualTo("data!");
  }

  @Test
  void endsTheTaskOfATemplateThatFails() throws Exception {
    hook(source).prestart(context(template("{{ nofunc \"x\" }}", "local/a", "restart")));
    hook(source).prestart(context(template("{{ plugin \"ls\" }}", "local/a", "restart")));
    assertThat(control.calls)
        .containsExactly(
            "kill Template failed: (dynamic): parse: template: :1: function \"nofunc\" not defined",
            "kill Template failed: (dynamic): execute: template: :1:3: executing \"\" at"
                + " <plugin \"ls\">: error calling plugin: function is disabled");
  }

  @Test
  void givesTheTaskVariables() throws Exception {
    Template env =
        TemplateBuilder.builder(
                template(
                    "# c\nA=1\nexport B=\"two \\\"words\\\"\" # c\nC='#x'\nD= y \n",
                    "secrets/e",
                    "restart"))
            .envvars(true)
            .build();
    hook(source).prestart(context(env));
    assertThat(environment)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("A", "1", "B", "two \"words\"", "C", "#x", "D", "y"));
    hook(source)
        .prestart(
            context(
                TemplateBuilder.builder(template("A=1\nnonsense", "local/f", "noop"))
                    .envvars(true)
                    .build()));
    assertThat(control.calls).singleElement().asString().contains("error on line 2: missing =");
  }

  @Test
  void waitsForWhatIsMissingAndSaysSo() throws Exception {
    TemplateHook hook = hook(source);
    TaskContext task = context(template(VARIABLE, "local/f", "restart"));
    Thread starting = Thread.ofVirtual().start(() -> prestart(hook, task));
    awaitCall("Template: Missing: nomad.var.block(nomad/jobs/x@default.global)");
    assertThat(starting.isAlive()).isTrue();
    source.set("nomad/jobs/x", Map.of("k", "v"));
    assertThat(starting.join(PATIENCE)).isTrue();
    assertThat(content("t/local/f")).isEqualTo("v");
    hook.stop(task);
    assertThat(source.listeners).isEmpty();
  }

  private static void prestart(TemplateHook hook, TaskContext task) {
    try {
      hook.prestart(task);
    } catch (HookFailed | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void stopEndsTheWait() throws Exception {
    TemplateHook hook = hook(new UnwiredSource());
    TaskContext task = context(template(VARIABLE, "local/f", "restart"));
    Thread starting = Thread.ofVirtual().start(() -> prestart(hook, task));
    awaitCall("Template: Missing: nomad.var.block(nomad/jobs/x@default.global)");
    hook.stop(task);
    assertThat(starting.join(PATIENCE)).isTrue();
    assertThat(alloc.resolve("t/local/f")).doesNotExist();
  }

  @Test
  void namesThreeOfWhatIsMissing() {
    assertThat(TemplateHook.missingText(List.of("a", "b"))).isEqualTo("Missing: a, b");
    assertThat(TemplateHook.missingText(List.of("a", "b", "c", "d", "e")))
        .isEqualTo("Missing: a, b, c, and 2 more");
  }

  private TemplateHook started(TaskContext task) throws Exception {
    source.set("nomad/jobs/x", Map.of("k", "old"));
    TemplateHook hook = hook(source);
    hook.prestart(task);
    hook.poststart(task);
    assertThat(control.calls).isEmpty();
    return hook;
  }

  @Test
  void restartsOnceForAllThatHasChanged() throws Exception {
    TaskContext task =
        context(
            template(VARIABLE, "local/a", "signal"),
            template(VARIABLE, "local/b", "restart"),
            template("same", "local/c", "restart"));
    TemplateHook hook = started(task);
    source.set("nomad/jobs/x", Map.of("k", "new"));
    awaitCall("restart Template with change_mode restart re-rendered");
    assertThat(content("t/local/a") + content("t/local/b")).isEqualTo("newnew");
    assertThat(control.calls).hasSize(1);
    hook.stop(task);
  }

  @Test
  void sendsASignal() throws Exception {
    TaskContext task =
        context(template(VARIABLE, "local/a", "signal"), template(VARIABLE, "local/b", "signal"));
    TemplateHook hook = started(task);
    source.set("nomad/jobs/x", Map.of("k", "new"));
    awaitCall("signal SIGHUP Template re-rendered");
    assertThat(control.calls).hasSize(1);
    control.signalsFail = true;
    source.set("nomad/jobs/x", Map.of("k", "newer"));
    awaitCall("kill Template failed to send signals [SIGHUP]: no such process");
    hook.stop(task);
  }

  @Test
  void runsAScript() throws Exception {
    Template block =
        TemplateBuilder.builder(template(VARIABLE, "local/a", "script"))
            .changeScript(
                new ChangeScript("/bin/s", List.of("a", "b"), Duration.ofSeconds(5), true))
            .build();
    TaskContext task = context(block);
    TemplateHook hook = started(task);
    source.set("nomad/jobs/x", Map.of("k", "new"));
    awaitCall(
        "Task hook message: Template successfully ran script /bin/s with arguments: [a b]."
            + " Exit code: 0");
    assertThat(control.calls).first().isEqualTo("exec [/bin/s, a, b] PT5S");
    control.exitCode = 3;
    source.set("nomad/jobs/x", Map.of("k", "newer"));
    awaitCall(
        "Task hook failed: Template ran script /bin/s with arguments [a b] on change but it"
            + " exited with code: 3");
    awaitCall("kill Template script failed, task is being killed");
    hook.stop(task);
  }

  @Test
  void noopAndUnchangedContentAskForNothing() throws Exception {
    TaskContext task =
        context(
            template(VARIABLE, "local/a", "noop"),
            template("{{with nomadVar \"nomad/jobs/x\"}}{{len .}}{{end}}", "local/b", "restart"));
    TemplateHook hook = started(task);
    source.set("nomad/jobs/x", Map.of("k", "new"));
    await().atMost(PATIENCE).until(() -> content("t/local/a").equals("new"));
    source.set("nomad/jobs/x", Map.of("k", "newer", "l", "m"));
    awaitCall("restart Template with change_mode restart re-rendered");
    assertThat(control.calls).hasSize(1);
    hook.stop(task);
  }

  @Test
  void aNewSidecarActsOnlyOnContentThatDiffers() throws Exception {
    TaskContext task = context(template(VARIABLE, "local/a", "restart"));
    started(task).stop(task);
    taskRuns = true;

    TemplateHook same = hook(source);
    same.prestart(task);
    same.poststart(task);
    // An action would have begun by then.
    timer.submit(() -> {}).get();
    same.stop(task);
    source.set("nomad/jobs/x", Map.of("k", "new"));
    assertThat(control.calls).isEmpty();

    TemplateHook differs = hook(source);
    differs.prestart(task);
    differs.poststart(task);
    awaitCall("restart Template with change_mode restart re-rendered");
    differs.stop(task);
  }

  @Test
  void aTaskThatStartsAnewIsNotRestartedForWhatItReadsAnyhow() throws Exception {
    TaskContext task = context(template(VARIABLE, "local/a", "restart"));
    started(task).stop(task);
    source.set("nomad/jobs/x", Map.of("k", "new"));
    TemplateHook hook = hook(source);
    hook.prestart(task);
    hook.poststart(task);
    assertThat(content("t/local/a")).isEqualTo("new");
    source.set("nomad/jobs/x", Map.of("k", "newer"));
    awaitCall("restart Template with change_mode restart re-rendered");
    assertThat(control.calls).hasSize(1);
    hook.stop(task);
  }
}
