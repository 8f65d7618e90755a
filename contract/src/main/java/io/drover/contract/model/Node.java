package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.drover.contract.ids.NodeId;
import io.drover.contract.json.KeepEmpty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A machine that runs tasks. The secret never goes out over HTTP. Source: objects.md 3;
 * StatusUpdatedAt is Unix seconds.
 */
@RecordBuilder
public record Node(
    NodeId id,
    @JsonProperty("SecretID") String secretId,
    String datacenter,
    String name,
    String cgroupParent,
    @JsonProperty("HTTPAddr") String httpAddr,
    @JsonProperty("TLSEnabled") boolean tlsEnabled,
    @KeepEmpty Map<String, String> attributes,
    NodeResources nodeResources,
    ReservedResources reservedResources,
    @KeepEmpty Map<String, String> links,
    @KeepEmpty Map<String, String> meta,
    String nodeClass,
    String nodePool,
    String computedClass,
    @Nullable DrainStrategy drainStrategy,
    Eligibility schedulingEligibility,
    NodeStatus status,
    String statusDescription,
    long statusUpdatedAt,
    List<NodeEvent> events,
    @KeepEmpty Map<String, DriverInfo> drivers,
    Map<String, HostVolume> hostVolumes,
    Map<String, HostNetwork> hostNetworks,
    @Nullable DrainMetadata lastDrain,
    long lastMissedHeartbeatIndex,
    long lastAllocUpdateIndex,
    long createIndex,
    long modifyIndex)
    implements NodeBuilder.With {

  public Node {
    secretId = Copies.text(secretId);
    datacenter = Copies.text(datacenter);
    name = Copies.text(name);
    cgroupParent = Copies.text(cgroupParent);
    httpAddr = Copies.text(httpAddr);
    attributes = Copies.map(attributes);
    links = Copies.map(links);
    meta = Copies.map(meta);
    nodeClass = Copies.text(nodeClass);
    nodePool = Copies.text(nodePool);
    computedClass = Copies.text(computedClass);
    statusDescription = Copies.text(statusDescription);
    events = Copies.list(events);
    drivers = Copies.map(drivers);
    hostVolumes = Copies.map(hostVolumes);
    hostNetworks = Copies.map(hostNetworks);
  }

  /** True when the scheduler may place new work here. */
  public boolean ready() {
    return status == NodeStatus.READY
        && drainStrategy == null
        && schedulingEligibility == Eligibility.ELIGIBLE;
  }

  /** True when work here has to go somewhere else. */
  public boolean tainted() {
    return status == NodeStatus.DOWN || status == NodeStatus.DISCONNECTED || drainStrategy != null;
  }
}
