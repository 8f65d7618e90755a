package io.drover.sidecar.task.check;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Whether something accepts connections there. */
final class TcpProbe {

  private TcpProbe() {}

  static Outcome run(CheckAddress address, Duration timeout) {
    if (address.port() == 0) {
      return Outcome.failure("dial tcp: address " + address + ": missing port in address");
    }
    InetSocketAddress there = new InetSocketAddress(address.dialled(), address.port());
    if (there.isUnresolved()) {
      return Outcome.failure("dial tcp: lookup " + address.host() + ": no such host");
    }
    try (Socket socket = new Socket()) {
      socket.connect(there, Math.toIntExact(Math.max(1, timeout.toMillis())));
      return new Outcome(true, 0, "nomad: tcp ok");
    } catch (SocketTimeoutException late) {
      return Outcome.failure("dial tcp " + address + ": i/o timeout");
    } catch (ConnectException refused) {
      return Outcome.failure("dial tcp " + address + ": connect: connection refused");
    } catch (IOException failure) {
      return Outcome.failure("dial tcp " + address + ": " + failure.getMessage());
    }
  }
}
