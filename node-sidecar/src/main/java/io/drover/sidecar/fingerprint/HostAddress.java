package io.drover.sidecar.fingerprint;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** The network address that tasks of this node are reached at. */
record HostAddress(String device, String mac, String ip, boolean v4) {

  /**
   * Addresses of an interface that is up, the wanted one or the best; loopback at the very last.
   */
  static List<HostAddress> find(String wantedInterface, String wantedIp) throws SocketException {
    List<HostAddress> all = new ArrayList<>();
    List<NetworkInterface> interfaces =
        NetworkInterface.networkInterfaces()
            .sorted(
                Comparator.comparing(HostAddress::loopback)
                    .thenComparing(NetworkInterface::getIndex))
            .toList();
    for (NetworkInterface one : interfaces) {
      if (!one.isUp() || !wantedInterface.isEmpty() && !one.getName().equals(wantedInterface)) {
        continue;
      }
      List<HostAddress> here = of(one, wantedIp);
      if (!here.isEmpty() && all.isEmpty()) {
        all.addAll(here);
      }
    }
    return all;
  }

  private static boolean loopback(NetworkInterface one) {
    try {
      return one.isLoopback() || one.isVirtual();
    } catch (SocketException gone) {
      return true;
    }
  }

  private static List<HostAddress> of(NetworkInterface one, String wantedIp)
      throws SocketException {
    byte[] hardware = one.getHardwareAddress();
    String mac = hardware == null ? "" : HexFormat.ofDelimiter(":").formatHex(hardware);
    return one.inetAddresses()
        .filter(address -> !address.isLinkLocalAddress())
        .filter(address -> wantedIp.isEmpty() || text(address).equals(wantedIp))
        .map(
            address ->
                new HostAddress(one.getName(), mac, text(address), address instanceof Inet4Address))
        .sorted(Comparator.comparing(HostAddress::v4).reversed())
        .toList();
  }

  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
