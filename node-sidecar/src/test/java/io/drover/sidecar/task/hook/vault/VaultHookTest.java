package io.drover.sidecar.task.hook.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.AllocationBuilder;
import io.drover.contract.model.JobSpecBuilder;
import io.drover.contract.model.NodeBuilder;
import io.drover.contract.model.TaskBuilder;
import io.drover.contract.model.TaskGroupBuilder;
import io.drover.contract.model.VaultConfig;
import io.drover.contract.model.VaultConfigBuilder;
import io.drover.sidecar.executor.ExecResult;
import io.drover.sidecar.task.hook.TaskContext;
import io.drover.sidecar.task.hook.TaskHook;
import io.drover.sidecar.vault.DeriveFailed;
import io.drover.sidecar.vault.NodeVault;
import io.drover.sidecar.vault.StandInVault;
import io.drover.sidecar.vault.TaskSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultHookTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String RENEW = "PUT auth/token/renew-self";

  @TempDir Path directory;

  private final Map<String, String> environment = new ConcurrentHashMap<>();
  private final Recorder control = new Recorder();
  private final AtomicInteger derived = new AtomicInteger();
  private final Queue<DeriveFailed> failures = new ConcurrentLinkedQueue<>();
  private final Queue<TaskHook> hooks = new ArrayDeque<>();
  private StandInVault vault;
  private NodeVault client;

  /** Writes down what the hook asks for. */
  private static final class Recorder implements TaskHook.Control {
    final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public void restart(String reason) {
      calls.add("restart " + reason);
    }

    @Override
    public void signal(String signal, String reason) {
      calls.add("signal " + signal + " " + reason);
    }

    @Override
    public void kill(String reason) {
      calls.add("kill " + reason);
    }

    @Override
    public ExecResult exec(List<String> command, Duration deadline) {
      throw new AssertionError("no commands here");
    }

    @Override
    public void event(String type, String message) {
      calls.add(type + ": " + message);
    }
  }

  @BeforeEach
  void start() throws IOException {
    Files.createDirectories(directory.resolve("t/private"));
    Files.createDirectories(directory.resolve("t/secrets"));
    vault = new StandInVault();
    client = vault.client();
  }

  @AfterEach
  void stop() {
    hooks.forEach(hook -> hook.stop(context()));
    client.close();
    vault.close();
  }

  private static VaultConfigBuilder block() {
    return VaultConfigBuilder.builder().policies(List.of("p")).env(true).changeMode("restart");
  }

  private TaskContext context() {
    return new TaskContext(
        AllocationBuilder.builder().id(new AllocId("a1")).namespace("default").build(),
        JobSpecBuilder.builder().build(),
        TaskGroupBuilder.builder().build(),
        TaskBuilder.builder().name("t").build(),
        NodeBuilder.builder().build(),
        directory.resolve("t"),
        directory.resolve("alloc"),
        Map.of(),
        text -> text,
        environment::putAll,
        control);
  }

  private VaultHook hook(VaultConfig block, boolean found) {
    VaultHook.Parts parts =
        new VaultHook.Parts(client, this::derive, Duration.ofMillis(20), Duration.ofMillis(100));
    VaultHook hook = new VaultHook(parts, block, new TaskSecrets(client, ""), found);
    hooks.add(hook);
    return hook;
  }

  private String derive(String alloc, String task) throws DeriveFailed {
    DeriveFailed failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    int number = derived.incrementAndGet();
    vault.wrapped.put("wrapped-" + number, "token-" + number);
    return "wrapped-" + number;
  }

  private String file(String name) throws IOException {
    return Files.readString(directory.resolve("t").resolve(name));
  }

  private String permissions(String name) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(directory.resolve("t").resolve(name)));
  }

  private void awaitCall(String call) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(control.calls).contains(call));
  }

  @Test
  void theTaskFindsItsTokenWhenItStarts() throws Exception {
    hook(block().namespace("ns1").build(), false).prestart(context());
    assertThat(file("secrets/vault_token")).isEqualTo("token-1");
    assertThat(permissions("secrets/vault_token")).isEqualTo("rw-r--r--");
    assertThat(file("private/vault_token")).isEqualTo("token-1");
    assertThat(permissions("private/vault_token")).isEqualTo("rw-------");
    assertThat(environment)
        .containsEntry("VAULT_TOKEN", "token-1")
        .containsEntry("VAULT_NAMESPACE", "ns1");
    assertThat(control.calls).isEmpty();
  }

  @Test
  void withoutEnvAndFileTheTokenIsForTemplatesOnly() throws Exception {
    hook(block().env(false).disableFile(true).namespace("ns1").build(), false).prestart(context());
    assertThat(environment).isEmpty();
    assertThat(directory.resolve("t/secrets/vault_token")).doesNotExist();
    assertThat(file("private/vault_token")).isEqualTo("token-1");
  }

  @Test
  void aLinkThatTheTaskPutsInTheFilesPlaceLeadsNowhere() throws Exception {
    Path outside = Files.writeString(directory.resolve("outside"), "untouched");
    Files.createSymbolicLink(directory.resolve("t/secrets/vault_token"), outside);
    hook(block().build(), false).prestart(context());
    assertThat(file("secrets/vault_token")).isEqualTo("token-1");
    assertThat(Files.readString(outside)).isEqualTo("untouched");
  }

  @Test
  void aNewSidecarTakesUpTheTokenOfTheOldOne() throws Exception {
    Files.writeString(directory.resolve("t/private/vault_token"), "token-old");
    vault.tokens.add("token-old");
    hook(block().build(), true).prestart(context());
    assertThat(environment).containsEntry("VAULT_TOKEN", "token-old");
    assertThat(derived).hasValue(0);
    assertThat(control.calls).isEmpty();
  }

  @Test
  void aTokenThatDiedWhileNobodyWatchedIsReplacedAndTheTaskTold() throws Exception {
    Files.writeString(directory.resolve("t/private/vault_token"), "token-old");
    hook(block().build(), true).prestart(context());
    assertThat(environment).containsEntry("VAULT_TOKEN", "token-1");
    awaitCall("restart Vault: new Vault token acquired");
    assertThat(file("secrets/vault_token")).isEqualTo("token-1");
  }

  @Test
  void theTokenIsRenewedAtHalfOfItsLease() throws Exception {
    vault.leaseSeconds = 2;
    hook(block().build(), false).prestart(context());
    await().atMost(PATIENCE).until(() -> vault.count("PUT", "auth/token/renew-self") >= 3);
    assertThat(
            vault.requests.stream()
                .filter(one -> one.path().equals("auth/token/renew-self"))
                .map(one -> one.body().path("increment").asLong()))
        .containsOnly(30L);
    assertThat(derived).hasValue(1);
  }

  private void replaceToken() {
    await().atMost(PATIENCE).until(() -> vault.tokens.remove("token-1"));
    await().atMost(PATIENCE).until(() -> "token-2".equals(environment.get("VAULT_TOKEN")));
  }

  @Test
  void aNewTokenRestartsTheTask() throws Exception {
    vault.leaseSeconds = 1;
    hook(block().build(), false).prestart(context());
    replaceToken();
    awaitCall("restart Vault: new Vault token acquired");
    assertThat(file("secrets/vault_token")).isEqualTo("token-2");
  }

  @Test
  void aNewTokenSendsTheSignal() throws Exception {
    vault.leaseSeconds = 1;
    hook(block().changeMode("signal").changeSignal("SIGUSR1").build(), false).prestart(context());
    replaceToken();
    awaitCall("signal SIGUSR1 Vault: new Vault token acquired");
  }

  @Test
  void aSignalThatThereIsNotEndsTheTask() throws Exception {
    vault.leaseSeconds = 1;
    hook(block().changeMode("signal").changeSignal("SIGNONE").build(), false).prestart(context());
    replaceToken();
    awaitCall("kill Vault: failed to parse signal: SIGNONE");
  }

  @Test
  void aTaskThatWantsNothingIsNotDisturbed() throws Exception {
    vault.leaseSeconds = 1;
    hook(block().changeMode("noop").build(), false).prestart(context());
    replaceToken();
    await().atMost(PATIENCE).until(() -> file("secrets/vault_token").equals("token-2"));
    assertThat(control.calls).isEmpty();
  }

  @Test
  void aVaultThatIsAwayForAWhileCostsNoToken() throws Exception {
    vault.leaseSeconds = 1;
    hook(block().build(), false).prestart(context());
    vault.replies.put(RENEW, new StandInVault.Reply(503, "{\"errors\":[\"Vault is sealed\"]}"));
    long before = vault.count("PUT", "auth/token/renew-self");
    await().atMost(PATIENCE).until(() -> vault.count("PUT", "auth/token/renew-self") > before);
    assertThat(derived).hasValue(1);
    assertThat(control.calls).isEmpty();
  }

  @Test
  void failuresThatMayPassAreTriedAgain() throws Exception {
    failures.add(DeriveFailed.here("there is no session with the control plane", true));
    failures.add(DeriveFailed.byServer("Connection to Vault has not been established", true));
    hook(block().build(), false).prestart(context());
    assertThat(environment).containsEntry("VAULT_TOKEN", "token-1");
    assertThat(control.calls).isEmpty();
  }

  @Test
  void aRefusalOfTheServerEndsTheTask() throws Exception {
    failures.add(DeriveFailed.byServer("Task group does not require Vault token", false));
    Thread task = prestartAside(hook(block().build(), false));
    awaitCall(
        "kill Vault: server failed to derive vault token: Task group does not require Vault token");
    task.interrupt(); // As the end of a task does.
    task.join();
    assertThat(environment).isEmpty();
  }

  @Test
  void aWrappingThatSomebodyElseHasOpenedEndsTheTask() throws Exception {
    VaultHook.Parts parts =
        new VaultHook.Parts(
            client, (alloc, name) -> "stolen", Duration.ofMillis(20), Duration.ofMillis(100));
    VaultHook hook = new VaultHook(parts, block().build(), new TaskSecrets(client, ""), false);
    hooks.add(hook);
    Thread task = prestartAside(hook);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(control.calls)
                    .anyMatch(
                        call ->
                            call.startsWith("kill Vault: failed to derive vault token: ")
                                && call.endsWith("wrapping token is not valid or does not exist")));
    task.interrupt();
    task.join();
  }

  private Thread prestartAside(VaultHook hook) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                hook.prestart(context());
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              } catch (TaskHook.HookFailed failure) {
                throw new AssertionError(failure);
              }
            });
  }
}
