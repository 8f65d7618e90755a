package io.drover.http.render;

import io.drover.contract.model.NetworkResource;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeResources;
import io.drover.contract.model.ReservedResources;
import io.drover.contract.model.Resources;
import io.drover.http.query.filter.Datum;
import io.drover.http.query.filter.Fields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Nodes as clients see them. The node's secret leaves here neither as text nor by a filter. */
public final class Nodes {

  private static final byte[] PLUGINS =
      ",\"CSIControllerPlugins\":{},\"CSINodePlugins\":{}}".getBytes(StandardCharsets.US_ASCII);

  private Nodes() {}

  /** The whole node as JSON, with the resources in the form of old clients too. */
  public static byte[] whole(Node node) {
    byte[] own = JsonOut.bytes(out -> out.writePOJO(node.withSecretId("")));
    byte[] more =
        JsonOut.bytes(
            out -> {
              out.writeStartObject();
              out.writeBooleanField("Drain", node.drainStrategy() != null);
              out.writePOJOField("Resources", legacy(node.nodeResources()));
              out.writePOJOField("Reserved", legacy(node.reservedResources()));
            });
    byte[] whole = new byte[own.length + more.length + PLUGINS.length - 2];
    System.arraycopy(own, 0, whole, 0, own.length - 1);
    whole[own.length - 1] = ',';
    System.arraycopy(more, 1, whole, own.length, more.length - 2);
    System.arraycopy(PLUGINS, 0, whole, own.length + more.length - 2, PLUGINS.length);
    return whole;
  }

  /** The node's row in a list. */
  public static byte[] row(Node node, boolean withResources, boolean withOs) {
    String os = node.attributes().get("os.name");
    return JsonOut.bytes(
        out -> {
          out.writeStartObject();
          out.writeStringField("Address", host(node.httpAddr()));
          out.writeStringField("ID", node.id().value());
          out.writePOJOField("Attributes", withOs ? Map.of("os.name", os == null ? "" : os) : null);
          out.writeStringField("Datacenter", node.datacenter());
          out.writeStringField("Name", node.name());
          out.writeStringField("NodePool", node.nodePool());
          out.writeStringField("NodeClass", node.nodeClass());
          String version = node.attributes().get("nomad.version");
          out.writeStringField("Version", version == null ? "" : version);
          out.writeBooleanField("Drain", node.drainStrategy() != null);
          out.writePOJOField("SchedulingEligibility", node.schedulingEligibility());
          out.writePOJOField("Status", node.status());
          out.writeStringField("StatusDescription", node.statusDescription());
          out.writePOJOField("Drivers", node.drivers());
          out.writePOJOField(
              "HostVolumes", node.hostVolumes().isEmpty() ? null : node.hostVolumes());
          out.writePOJOField("NodeResources", withResources ? node.nodeResources() : null);
          out.writePOJOField("ReservedResources", withResources ? node.reservedResources() : null);
          out.writePOJOField("LastDrain", node.lastDrain());
          out.writeNumberField("CreateIndex", node.createIndex());
          out.writeNumberField("ModifyIndex", node.modifyIndex());
          out.writeEndObject();
        });
  }

  /** The node to a filter. A filter on the secret could be used to guess it, so there is none. */
  public static Datum datum(Node node) {
    return name ->
        switch (name) {
          case "SecretID" -> "";
          case String other -> Fields.of(node, other);
        };
  }

  private static String host(String address) {
    int colon = address.lastIndexOf(':');
    return colon < 0 ? address : address.substring(0, colon);
  }

  private static Resources legacy(NodeResources has) {
    List<NetworkResource> networks =
        has.networks().stream().filter(n -> !n.device().isEmpty()).toList();
    return new Resources(
        Math.toIntExact(has.cpu().cpuShares()),
        0,
        Math.toIntExact(has.memory().memoryMb()),
        0,
        Math.toIntExact(has.disk().diskMb()),
        0,
        networks,
        List.of());
  }

  private static Resources legacy(ReservedResources reserved) {
    return new Resources(
        Math.toIntExact(reserved.cpu().cpuShares()),
        0,
        Math.toIntExact(reserved.memory().memoryMb()),
        0,
        Math.toIntExact(reserved.disk().diskMb()),
        0,
        List.of(),
        List.of());
  }
}
