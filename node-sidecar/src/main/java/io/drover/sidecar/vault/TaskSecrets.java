package io.drover.sidecar.vault;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.sidecar.template.SecretSource;
import io.drover.sidecar.template.TemplateSource.Answer;
import io.drover.sidecar.template.TemplateSource.Subscription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Secrets that the templates of one task read, with the task's token. Each is followed by a thread
 * of its own from the first time it is asked for.
 */
public final class TaskSecrets implements SecretSource, AutoCloseable {

  private final NodeVault vault;
  private final String namespace;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<FollowedSecret.Query, FollowedSecret> followed = new HashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private String token = "";
  private boolean closed;

  /**
   * @param namespace of the task, empty for none
   */
  public TaskSecrets(NodeVault vault, String namespace) {
    this.vault = vault;
    this.namespace = namespace;
  }

  @Override
  public String refusal() {
    return "";
  }

  /** The task has a new token: everything is read anew with it. */
  public void token(String fresh) {
    lock.lock();
    try {
      token = fresh;
      followed.values().forEach(secret -> secret.token(fresh));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Answer<JsonNode> read(String path) {
    return answer(new FollowedSecret.Query(FollowedSecret.Kind.READ, path, Map.of()));
  }

  @Override
  public Answer<JsonNode> write(String path, Map<String, String> values) {
    return answer(new FollowedSecret.Query(FollowedSecret.Kind.WRITE, path, values));
  }

  @Override
  public Answer<JsonNode> list(String path) {
    return answer(new FollowedSecret.Query(FollowedSecret.Kind.LIST, path, Map.of()));
  }

  private Answer<JsonNode> answer(FollowedSecret.Query query) {
    lock.lock();
    try {
      FollowedSecret secret = followed.get(query);
      if (secret == null && !closed) {
        secret = new FollowedSecret(vault, namespace, query, token, this::changed);
        followed.put(query, secret);
      }
      return secret == null ? new Answer.Unknown<>() : secret.answer();
    } finally {
      lock.unlock();
    }
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  @Override
  public Subscription onChange(Runnable changed) {
    listeners.add(changed);
    return () -> listeners.remove(changed);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      followed.values().forEach(FollowedSecret::close);
      followed.clear();
    } finally {
      lock.unlock();
    }
  }
}
