package io.drover.sidecar.template;

import java.util.List;

/** A source that knows nothing yet: templates that read the cluster wait. */
public final class UnwiredSource implements TemplateSource {

  @Override
  public Answer<Variable> variable(String namespace, String path) {
    return new Answer.Unknown<>();
  }

  @Override
  public Answer<List<VariableMetadata>> variables(String namespace, String prefix) {
    return new Answer.Unknown<>();
  }

  @Override
  public Answer<List<ServiceInstance>> service(String namespace, String name) {
    return new Answer.Unknown<>();
  }

  @Override
  public Answer<List<ServiceSummary>> services(String namespace) {
    return new Answer.Unknown<>();
  }

  @Override
  public Subscription onChange(Runnable changed) {
    return () -> {};
  }
}
