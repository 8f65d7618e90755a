package io.drover.sidecar.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.sidecar.template.TemplateSource.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskSecretsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String FIRST = "{'lease_duration':0,'data':{'k':'v1'}}";
  private static final String SECOND = "{'lease_duration':0,'data':{'k':'v2'}}";

  private final AtomicInteger changes = new AtomicInteger();
  private StandInVault vault;
  private NodeVault client;
  private TaskSecrets secrets;

  @BeforeEach
  void start() throws IOException {
    vault = new StandInVault();
    vault.tokens.add("token-1");
    client = vault.client();
    secrets = new TaskSecrets(client, "ns1");
    secrets.onChange(changes::incrementAndGet);
  }

  @AfterEach
  void stop() {
    secrets.close();
    client.close();
    vault.close();
  }

  private JsonNode awaitFound(Supplier<Answer<JsonNode>> question) {
    await().atMost(PATIENCE).until(() -> question.get() instanceof Answer.Found);
    return ((Answer.Found<JsonNode>) question.get()).value();
  }

  @Test
  void aSecretIsReadOnceThereIsAToken() {
    vault.secret("kv/a", FIRST);
    assertThat(secrets.read("kv/a")).isInstanceOf(Answer.Unknown.class);
    assertThat(vault.requests).isEmpty();
    secrets.token("token-1");
    JsonNode found = awaitFound(() -> secrets.read("kv/a"));
    assertThat(found.path("data").path("k").asText()).isEqualTo("v1");
    assertThat(changes).hasValue(1);
    assertThat(vault.requests)
        .allMatch(one -> one.token().equals("token-1") && one.namespace().equals("ns1"));
  }

  @Test
  void aStoreOfTheSecondVersionIsKnownByItsMount() {
    String mount = "{'data':{'path':'kv/','options':{'version':'2'}}}";
    vault.secret("sys/internal/ui/mounts/kv/a/b", mount);
    vault.secret("sys/internal/ui/mounts/kv/data/a", mount);
    vault.secret("sys/internal/ui/mounts/kv", mount);
    vault.secret("kv/data/a/b", FIRST);
    vault.secret("kv/data/a", SECOND);
    vault.secret("kv/metadata?list=true", "{'data':{'keys':['a','b/']}}");
    secrets.token("token-1");
    assertThat(awaitFound(() -> secrets.read("kv/a/b")).at("/data/k").asText()).isEqualTo("v1");
    assertThat(awaitFound(() -> secrets.read("kv/data/a")).at("/data/k").asText()).isEqualTo("v2");
    assertThat(awaitFound(() -> secrets.list("kv")).at("/data/keys").size()).isEqualTo(2);
  }

  @Test
  void aSecretThatIsNotThereYetIsAskedForAgain() {
    secrets.token("token-1");
    secrets.read("kv/a");
    await().atMost(PATIENCE).until(() -> vault.count("GET", "kv/a") >= 2);
    assertThat(changes).hasValue(0);
    vault.secret("kv/a", FIRST);
    awaitFound(() -> secrets.read("kv/a"));
  }

  @Test
  void aLeaseThatCanBeRenewedIsRenewedAndThenReadAnew() {
    vault.secret(
        "database/creds/r",
        "{'lease_id':'l1','lease_duration':2,'renewable':true,'data':{'k':'v1'}}");
    vault.replies.put(
        "PUT sys/leases/renew",
        new StandInVault.Reply(200, "{\"lease_id\":\"l1\",\"lease_duration\":2}"));
    secrets.token("token-1");
    awaitFound(() -> secrets.read("database/creds/r"));
    await().atMost(PATIENCE).until(() -> vault.count("PUT", "sys/leases/renew") >= 2);
    assertThat(vault.count("GET", "database/creds/r")).isEqualTo(1);
    vault.secret(
        "database/creds/r",
        "{'lease_id':'l2','lease_duration':60,'renewable':true,'data':{'k':'v2'}}");
    vault.replies.put(
        "PUT sys/leases/renew", new StandInVault.Reply(400, "{\"errors\":[\"lease not found\"]}"));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                awaitFound(() -> secrets.read("database/creds/r"))
                    .at("/data/k")
                    .asText()
                    .equals("v2"));
    assertThat(changes).hasValue(2);
  }

  @Test
  void aLeaseThatCannotBeRenewedIsReadAgainBeforeItEnds() {
    vault.secret("kv/a", "{'lease_duration':2,'data':{'k':'v1'}}");
    secrets.token("token-1");
    awaitFound(() -> secrets.read("kv/a"));
    await().atMost(PATIENCE).until(() -> vault.count("GET", "kv/a") >= 2);
    assertThat(changes).as("the same answer is no change").hasValue(1);
  }

  @Test
  void aNewTokenReadsEverythingAnew() {
    vault.secret("kv/a", FIRST);
    secrets.token("token-1");
    awaitFound(() -> secrets.read("kv/a"));
    vault.secret("kv/a", SECOND);
    vault.tokens.add("token-2");
    secrets.token("token-2");
    await().atMost(PATIENCE).until(() -> changes.get() == 2);
    assertThat(vault.requests.getLast().token()).isEqualTo("token-2");
  }

  @Test
  void aWriteIsDoneOnceALease() {
    vault.replies.put(
        "PUT pki/issue/r",
        new StandInVault.Reply(200, "{\"lease_duration\":3600,\"data\":{\"k\":\"cert\"}}"));
    secrets.token("token-1");
    Map<String, String> values = Map.of("common_name", "x");
    awaitFound(() -> secrets.write("pki/issue/r", values));
    assertThat(secrets.write("pki/issue/r", values)).isInstanceOf(Answer.Found.class);
    assertThat(vault.count("PUT", "pki/issue/r")).isEqualTo(1);
    assertThat(vault.requests.getLast().body().path("common_name").asText()).isEqualTo("x");
  }
}
