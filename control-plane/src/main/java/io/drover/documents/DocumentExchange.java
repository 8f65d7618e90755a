package io.drover.documents;

import io.drover.contract.ids.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.blocks.MessageDispatcher;
import org.jgroups.blocks.RequestHandler;
import org.jgroups.blocks.RequestOptions;
import org.jgroups.fork.ForkChannel;

/**
 * Asks the other members for one document, one after the other: a replicated cache only ever reads
 * its own copy. Rides on the cache's connections, on a channel of its own.
 */
final class DocumentExchange implements AutoCloseable {

  /** A 32 MB document over 100 Mbit/s takes 3 s. */
  private static final long TIMEOUT_MILLIS = 5_000;

  private static final byte[] NOTHING = {};

  private final ForkChannel channel;
  private final MessageDispatcher dispatcher;

  DocumentExchange(JChannel base, Function<Digest, Optional<byte[]>> lookUp) {
    try {
      this.channel =
          new ForkChannel(
              base,
              "drover",
              "documents",
              true,
              org.jgroups.stack.ProtocolStack.Position.ABOVE,
              org.jgroups.protocols.FRAG4.class);
      RequestHandler answer = request -> answer(request, lookUp);
      this.dispatcher = new MessageDispatcher(channel, answer);
      channel.connect("ignored");
    } catch (Exception e) {
      throw new IllegalStateException("the members' channel for documents cannot be opened", e);
    }
  }

  private static byte[] answer(Message request, Function<Digest, Optional<byte[]>> lookUp) {
    if (request.getLength() != 64) {
      return NOTHING;
    }
    String hex =
        new String(
            request.getArray(),
            request.getOffset(),
            request.getLength(),
            StandardCharsets.US_ASCII);
    return lookUp.apply(new Digest(hex)).orElse(NOTHING);
  }

  /** The document from the first member that has it whole. */
  CompletableFuture<byte[]> fetch(Digest digest) {
    Deque<Address> others = new ArrayDeque<>(channel.getView().getMembers());
    others.remove(channel.getAddress());
    return ask(digest, others);
  }

  private CompletableFuture<byte[]> ask(Digest digest, Deque<Address> others) {
    Address next = others.poll();
    if (next == null) {
      return CompletableFuture.failedFuture(
          new DocumentUnavailableException("no member that answers has the document " + digest));
    }
    CompletableFuture<byte[]> asked;
    try {
      asked =
          dispatcher.sendMessageWithFuture(
              new BytesMessage(next, digest.hex().getBytes(StandardCharsets.US_ASCII)),
              RequestOptions.SYNC().timeout(TIMEOUT_MILLIS));
    } catch (Exception e) {
      return ask(digest, others);
    }
    return asked
        .handle(
            (content, error) ->
                error == null && content != null && fits(digest, content) ? content : NOTHING)
        .thenCompose(
            content ->
                content == NOTHING
                    ? ask(digest, others)
                    : CompletableFuture.completedFuture(content));
  }

  private static boolean fits(Digest digest, byte[] content) {
    return Digest.of(content).equals(digest);
  }

  @Override
  public void close() {
    try {
      dispatcher.close();
    } catch (java.io.IOException e) {
      System.getLogger(DocumentExchange.class.getName())
          .log(System.Logger.Level.WARNING, "the documents' channel did not close", e);
    }
    channel.close();
  }
}
