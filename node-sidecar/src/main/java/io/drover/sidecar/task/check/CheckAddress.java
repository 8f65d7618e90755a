package io.drover.sidecar.task.check;

import io.drover.contract.model.AllocatedPort;
import io.drover.contract.model.AllocatedSharedResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.NetworkResource;
import io.drover.contract.model.NetworkStatus;
import io.drover.contract.model.Service;
import io.drover.contract.model.ServiceCheck;
import java.util.Optional;

/**
 * Where a check goes.
 *
 * @param port 0 for none: then the kind of check has a default, or cannot be run
 */
record CheckAddress(String host, int port) {

  /** There is none, and why. */
  static final class Unresolved extends Exception {
    private static final long serialVersionUID = 1;

    Unresolved(String why) {
      super(why);
    }
  }

  /** The check's own port and address mode come before those of its service. */
  static CheckAddress of(Allocation alloc, Service service, ServiceCheck check) throws Unresolved {
    String label = check.portLabel().isEmpty() ? service.portLabel() : check.portLabel();
    String mode = check.addressMode();
    if (mode.isEmpty()) {
      mode = service.address().isEmpty() ? "host" : "auto";
    }
    if (!mode.equals("auto") && !service.address().isEmpty()) {
      throw new Unresolved(
          "cannot use custom advertise address with \"" + mode + "\" address mode");
    }
    AllocatedSharedResources shared = alloc.allocatedResources().shared();
    return switch (mode) {
      case "auto" ->
          service.address().isEmpty()
              ? onHost(shared, label)
              : new CheckAddress(service.address(), custom(shared, label));
      case "host" -> onHost(shared, label);
      case "alloc" -> ofAllocation(alloc.networkStatus(), shared, label);
      case "driver" ->
          throw new Unresolved("cannot use address_mode=\"driver\": no driver network exists");
      default -> throw new Unresolved("invalid address mode \"" + mode + "\"");
    };
  }

  private static Optional<AllocatedPort> port(AllocatedSharedResources shared, String label) {
    return shared.ports().stream().filter(port -> port.label().equals(label)).findFirst();
  }

  private static int custom(AllocatedSharedResources shared, String label) throws Unresolved {
    if (label.isEmpty()) {
      return 0;
    }
    Optional<AllocatedPort> found = port(shared, label);
    return found.isPresent()
        ? found.get().value()
        : number(
            label, "invalid port: \"" + label + "\": not a valid port mapping or numeric port");
  }

  private static CheckAddress onHost(AllocatedSharedResources shared, String label)
      throws Unresolved {
    if (label.isEmpty()) {
      return new CheckAddress(
          shared.networks().size() == 1 ? shared.networks().getFirst().ip() : "", 0);
    }
    Optional<CheckAddress> found =
        port(shared, label)
            .map(port -> new CheckAddress(port.hostIp(), port.value()))
            .or(() -> ofNetwork(shared, label));
    return found.isPresent()
        ? found.get()
        : new CheckAddress(
            "", number(label, "invalid port \"" + label + "\": port label not found"));
  }

  private static Optional<CheckAddress> ofNetwork(AllocatedSharedResources shared, String label) {
    for (NetworkResource network : shared.networks()) {
      for (var ports : java.util.List.of(network.reservedPorts(), network.dynamicPorts())) {
        for (var port : ports) {
          if (port.label().equals(label) && port.value() > 0) {
            return Optional.of(new CheckAddress(network.ip(), port.value()));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static CheckAddress ofAllocation(
      @org.jspecify.annotations.Nullable NetworkStatus status,
      AllocatedSharedResources shared,
      String label)
      throws Unresolved {
    if (status == null) {
      throw new Unresolved(
          "cannot use address_mode=\"alloc\": no allocation network status reported");
    }
    if (label.isEmpty()) {
      return new CheckAddress(status.address(), 0);
    }
    Optional<AllocatedPort> found = port(shared, label);
    int port =
        found.isPresent()
            ? found.get().to() > 0 ? found.get().to() : found.get().value()
            : number(
                label, "invalid port \"" + label + "\": port label not found or is not numeric");
    return new CheckAddress(status.address(), port);
  }

  private static int number(String label, String otherwise) throws Unresolved {
    int port;
    try {
      port = Integer.parseInt(label);
    } catch (NumberFormatException name) {
      throw new Unresolved(otherwise);
    }
    if (port <= 0 || port > 65_535) {
      throw new Unresolved("invalid port: \"" + label + "\": port must be between 1 and 65535");
    }
    return port;
  }

  /** As it is dialled; without a host it is this machine's. */
  @Override
  public String toString() {
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return port == 0 ? shown : shown + ":" + port;
  }

  String dialled() {
    return host.isEmpty() ? "127.0.0.1" : host;
  }
}
