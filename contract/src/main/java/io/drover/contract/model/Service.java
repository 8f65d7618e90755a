package io.drover.contract.model;

import io.drover.contract.json.KeepEmpty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A name under which others find a port of an allocation. */
@RecordBuilder
public record Service(
    String name,
    String taskName,
    String portLabel,
    String addressMode,
    String address,
    boolean enableTagOverride,
    List<String> tags,
    List<String> canaryTags,
    List<ServiceCheck> checks,
    @KeepEmpty @Nullable Map<String, Object> connect,
    Map<String, String> meta,
    Map<String, String> canaryMeta,
    Map<String, String> taggedAddresses,
    String namespace,
    String onUpdate,
    String provider)
    implements ServiceBuilder.With {

  public Service {
    name = Copies.text(name);
    taskName = Copies.text(taskName);
    portLabel = Copies.text(portLabel);
    addressMode = Copies.text(addressMode);
    address = Copies.text(address);
    tags = Copies.list(tags);
    canaryTags = Copies.list(canaryTags);
    checks = Copies.list(checks);
    meta = Copies.map(meta);
    canaryMeta = Copies.map(canaryMeta);
    taggedAddresses = Copies.map(taggedAddresses);
    namespace = Copies.text(namespace);
    onUpdate = Copies.text(onUpdate);
    provider = Copies.text(provider);
  }
}
