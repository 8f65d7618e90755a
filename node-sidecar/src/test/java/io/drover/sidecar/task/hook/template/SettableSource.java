package io.drover.sidecar.task.hook.template;

import io.drover.sidecar.template.TemplateSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Variables that a test sets. */
final class SettableSource implements TemplateSource {

  final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Map<String, String>> variables = new ConcurrentHashMap<>();

  void set(String path, Map<String, String> items) {
    variables.put(path, items);
    listeners.forEach(Runnable::run);
  }

  @Override
  public Answer<Variable> variable(String namespace, String path) {
    Map<String, String> items = variables.get(path);
    if (items == null) {
      return new Answer.Absent<>();
    }
    VariableMetadata metadata =
        new VariableMetadata(namespace, path, 1, 1, Instant.EPOCH, Instant.EPOCH);
    return new Answer.Found<>(new Variable(metadata, items));
  }

  @Override
  public Answer<List<VariableMetadata>> variables(String namespace, String prefix) {
    return new Answer.Found<>(List.of());
  }

  @Override
  public Answer<List<ServiceInstance>> service(String namespace, String name) {
    return new Answer.Found<>(List.of());
  }

  @Override
  public Answer<List<ServiceSummary>> services(String namespace) {
    return new Answer.Found<>(List.of());
  }

  @Override
  public Subscription onChange(Runnable changed) {
    listeners.add(changed);
    return () -> listeners.remove(changed);
  }
}
