package io.drover.cli.alloc;

import io.drover.cli.StubServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server that shows one allocation and takes websockets for it; speaks just enough of RFC 6455.
 */
final class StubExec implements AutoCloseable {

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final byte[] allocation =
      StubServer.body("client/001-alloc").toString().getBytes(StandardCharsets.UTF_8);
  final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  final CompletableFuture<String> path = new CompletableFuture<>();
  final CompletableFuture<OutputStream> opened = new CompletableFuture<>();

  StubExec() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  String address() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      received.add("closed");
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      String head = head(in);
      String target = head.split(" ", 3)[1];
      if (target.startsWith("/v1/client/allocation/")) {
        path.complete(target);
        upgrade(head, socket.getOutputStream());
        opened.complete(socket.getOutputStream());
        read(new DataInputStream(in));
      } else {
        boolean list = target.startsWith("/v1/allocations");
        OutputStream out = socket.getOutputStream();
        out.write(
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                .formatted(allocation.length + (list ? 2 : 0))
                .getBytes(StandardCharsets.US_ASCII));
        out.write(list ? "[".getBytes(StandardCharsets.US_ASCII) : new byte[0]);
        out.write(allocation);
        out.write(list ? "]".getBytes(StandardCharsets.US_ASCII) : new byte[0]);
      }
    } catch (IOException gone) {
      received.add("gone");
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("cut");
      }
      head.append((char) c);
    }
    return head.toString();
  }

  private static void upgrade(String head, OutputStream out) throws IOException {
    String key = head.replaceFirst("(?s).*Sec-WebSocket-Key: (\\S+).*", "$1");
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      out.write(
          ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Accept: "
                  + Base64.getEncoder().encodeToString(hash)
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }

  private void read(DataInputStream in) throws IOException {
    while (true) {
      int opcode = in.readUnsignedByte() & 0x0f;
      int length = in.readUnsignedByte() & 0x7f;
      length =
          length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
      byte[] mask = in.readNBytes(4);
      byte[] data = in.readNBytes(length);
      for (int i = 0; i < data.length; i++) {
        data[i] ^= mask[i % 4];
      }
      if (opcode == 1) {
        received.add(new String(data, StandardCharsets.UTF_8));
      }
    }
  }

  /** The next message of the client. */
  String next() throws InterruptedException {
    String message = received.poll(60, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("nothing came");
    }
    return message;
  }

  void send(String message) throws Exception {
    frame(1, message.getBytes(StandardCharsets.UTF_8));
  }

  void close(int code, String reason) throws Exception {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] data = new byte[text.length + 2];
    data[0] = (byte) (code >> 8);
    data[1] = (byte) code;
    System.arraycopy(text, 0, data, 2, text.length);
    frame(8, data);
  }

  private void frame(int opcode, byte[] data) throws Exception {
    OutputStream out = opened.get(60, TimeUnit.SECONDS);
    if (data.length > 125) {
      throw new IllegalArgumentException("too long for a stub");
    }
    out.write(0x80 | opcode);
    out.write(data.length);
    out.write(data);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
