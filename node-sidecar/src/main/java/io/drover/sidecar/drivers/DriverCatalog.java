package io.drover.sidecar.drivers;

import io.drover.contract.model.DriverInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The drivers that this node offers. Immutable. */
public final class DriverCatalog {

  private final Map<String, Driver> byName = new TreeMap<>();

  public DriverCatalog(List<Driver> drivers) {
    for (Driver driver : drivers) {
      byName.put(driver.name(), driver);
    }
  }

  /** The driver of that name, if the node has it. */
  public Optional<Driver> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** For the node's Drivers. */
  public Map<String, DriverInfo> fingerprints() {
    Map<String, DriverInfo> all = new TreeMap<>();
    byName.forEach((name, driver) -> all.put(name, driver.fingerprint()));
    return all;
  }

  /** For the node's Attributes. */
  public Map<String, String> attributes() {
    Map<String, String> all = new TreeMap<>();
    new ArrayList<>(byName.values()).forEach(driver -> all.putAll(driver.nodeAttributes()));
    return all;
  }
}
