package io.drover.documents;

import io.drover.contract.ids.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.blocks.MessageDispatcher;
import org.jgroups.blocks.RequestHandler;
import org.jgroups.blocks.RequestOptions;
import org.jgroups.fork.ForkChannel;
import org.jgroups.protocols.FRAG4;
import org.jgroups.stack.ProtocolStack;

/**
 * Asks the other members for one document, one after the other: a replicated cache only ever reads
 * its own copy. Rides on the cache's connections, on a channel of its own.
 */
final class DocumentExchange implements AutoCloseable {

  /** A 32 MB document over 100 Mbit/s takes 3 s. */
  private static final long TIMEOUT_MILLIS = 5_000;

  private static final System.Logger LOG = System.getLogger(DocumentExchange.class.getName());
  private static final byte[] NOTHING = {};
  private static final char GET = 'G';
  private static final char REMOVE = 'R';

  private final ForkChannel channel;
  private final MessageDispatcher dispatcher;

  /** What this member does for the others. */
  interface Here {

    Optional<byte[]> get(Digest digest);

    void removeHere(Digest digest);
  }

  DocumentExchange(JChannel base, Here here) {
    try {
      this.channel =
          new ForkChannel(
              base, "drover", "documents", true, ProtocolStack.Position.ABOVE, FRAG4.class);
      RequestHandler answer = request -> answer(request, here);
      this.dispatcher = new MessageDispatcher(channel, answer);
      channel.connect("ignored");
    } catch (Exception e) {
      throw new IllegalStateException("the members' channel for documents cannot be opened", e);
    }
  }

  /** A request is a letter and a digest; whatever else comes is answered with nothing. */
  private static byte[] answer(Message request, Here here) {
    if (request.getLength() != 65) {
      return NOTHING;
    }
    String text =
        new String(
            request.getArray(),
            request.getOffset(),
            request.getLength(),
            StandardCharsets.US_ASCII);
    Digest digest = new Digest(text.substring(1));
    if (text.charAt(0) == GET) {
      return here.get(digest).orElse(NOTHING);
    }
    if (text.charAt(0) == REMOVE) {
      here.removeHere(digest);
    }
    return NOTHING;
  }

  private static byte[] request(char what, Digest digest) {
    return (what + digest.hex()).getBytes(StandardCharsets.US_ASCII);
  }

  /** Tells the others; who does not hear it keeps a document nobody refers to. */
  void remove(Digest digest) {
    try {
      dispatcher.castMessage(
          null, new BytesMessage(null, request(REMOVE, digest)), RequestOptions.ASYNC());
    } catch (Exception e) {
      LOG.log(System.Logger.Level.WARNING, "the other members keep document " + digest, e);
    }
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
              new BytesMessage(next, request(GET, digest)),
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
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the documents' channel did not close", e);
    }
    channel.close();
  }
}
