package io.drover.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.drover.command.Refusal;
import io.drover.contract.ids.NodeId;
import io.drover.contract.node.v1.LogChunk;
import io.drover.contract.node.v1.ReadLogs;
import io.drover.contract.node.v1.RequestAnswer;
import io.drover.contract.node.v1.RequestFailed;
import io.drover.contract.node.v1.ServerMessage;
import io.drover.state.Snapshot;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A task's output for a reader that may be slower than the node. */
class LogFeedTest {

  private static final String FILE = "alloc/logs/t.stdout.";

  private final List<ServerMessage> sent = new ArrayList<>();
  private final NodeSessions sessions = new NodeSessions();
  private final OpenRequests requests = new OpenRequests(sessions);
  private final NodeSession session =
      new NodeSession(
          new NodeId("n1"), sent::add, () -> Snapshot.EMPTY, new NoDocuments(), Runnable::run);

  LogFeedTest() {
    sessions.add(session);
  }

  private AssertSubscriber<LogFeed.Part> read(int waitingBytesMax, long demand) {
    AssertSubscriber<LogFeed.Part> reader = AssertSubscriber.create(demand);
    ReadLogs request = ReadLogs.newBuilder().setTask("t").setOffset(7).setOriginEnd(true).build();
    new LogFeed(requests, new NodeId("n1"), request, waitingBytesMax).subscribe(reader);
    return reader;
  }

  private long asked() {
    return sent.getLast().getReadLogs().getRequestId();
  }

  private void chunk(long request, long file, long offset, int bytes) {
    requests.chunk(
        session,
        LogChunk.newBuilder()
            .setRequestId(request)
            .setFile(FILE + file)
            .setOffset(offset)
            .setData(ByteString.copyFrom(new byte[bytes]))
            .build());
  }

  private void end(long request) {
    requests.chunk(session, LogChunk.newBuilder().setRequestId(request).setEnd(true).build());
  }

  private void files(String json) {
    assertThat(sent.getLast().getNodeRequest().getListFiles().getPath()).isEqualTo("alloc/logs/");
    requests.answered(
        session,
        RequestAnswer.newBuilder()
            .setRequestId(sent.getLast().getNodeRequest().getRequestId())
            .setJson(ByteString.copyFromUtf8(json))
            .build());
  }

  private static String file(long index, long size) {
    return "{\"Name\":\"t.stdout.%d\",\"Size\":%d}".formatted(index, size);
  }

  @Test
  void whatFitsIsHandedOnInOrder() {
    AssertSubscriber<LogFeed.Part> reader = read(100, 1);
    chunk(asked(), 0, 3, 3);
    chunk(asked(), 0, 5, 2);
    end(asked());
    assertThat(reader.getItems()).extracting(LogFeed.Part::offset).containsExactly(3L);
    reader.request(1).assertCompleted();
    assertThat(reader.getItems()).extracting(LogFeed.Part::offset).containsExactly(3L, 5L);
  }

  @Test
  void whoFallsBehindGoesOnWhereHeWas() {
    AssertSubscriber<LogFeed.Part> reader = read(100, 0);
    long first = asked();
    chunk(first, 2, 60, 60);
    chunk(first, 2, 120, 60);
    assertThat(sent.getLast().getCancelRequest().getRequestId()).isEqualTo(first);
    chunk(first, 2, 180, 60); // Was on its way.
    reader.request(2);
    files("[" + file(1, 1000) + "," + file(2, 300) + ",{\"Name\":\"t.stderr.0\",\"Size\":5}]");
    ReadLogs rest = sent.getLast().getReadLogs();
    assertThat(rest.getOffset()).isEqualTo(1120);
    assertThat(rest.getOriginEnd()).isFalse();
    chunk(asked(), 2, 180, 60);
    end(asked());
    reader.request(5).assertCompleted();
    assertThat(reader.getItems()).extracting(LogFeed.Part::offset).containsExactly(60L, 120L, 180L);
  }

  @Test
  void aFileThatVanishesMeanwhileIsNoticed() {
    AssertSubscriber<LogFeed.Part> reader = read(10, 0);
    chunk(asked(), 2, 60, 60);
    reader.request(10);
    files("[" + file(1, 1000) + "," + file(2, 300) + "]");
    long skewed = asked();
    chunk(skewed, 3, 90, 20); // File 1 is gone by now, so the offset means another place.
    assertThat(reader.getItems()).hasSize(1);
    files("[" + file(2, 300) + "," + file(3, 400) + "]");
    assertThat(sent.getLast().getReadLogs().getOffset()).isEqualTo(60);
    chunk(asked(), 2, 80, 20);
    assertThat(reader.getItems()).extracting(LogFeed.Part::offset).containsExactly(60L, 80L);
  }

  @Test
  void behindTheEndOfAFileTheNextOneFollows() {
    AssertSubscriber<LogFeed.Part> reader = read(10, 0);
    chunk(asked(), 2, 60, 60);
    reader.request(10);
    files("[" + file(2, 60) + "]");
    chunk(asked(), 3, 5, 5);
    end(asked());
    reader.assertCompleted();
    assertThat(reader.getItems()).hasSize(2);
  }

  @Test
  void aLogThatIsRotatedFasterThanItIsReadIsAnError() {
    AssertSubscriber<LogFeed.Part> reader = read(10, 0);
    chunk(asked(), 2, 60, 60);
    reader.request(10);
    for (int i = 0; i < 6; i++) {
      files("[" + file(2, 300) + "]");
      chunk(asked(), 9, 90, 20);
    }
    reader.assertFailedWith(Refusal.class, "rotated faster");
    assertThat(requests.size()).isZero();
  }

  @Test
  void failuresComeAfterWhatWasSent() {
    AssertSubscriber<LogFeed.Part> reader = read(100, 0);
    chunk(asked(), 0, 3, 3);
    requests.failed(
        session,
        RequestFailed.newBuilder().setRequestId(asked()).setStatus(500).setMessage("disk").build());
    reader.request(1).assertFailedWith(Refusal.class, "disk");
    assertThat(reader.getItems()).hasSize(1);
  }

  @Test
  void whoGoesAwayEndsTheReading() {
    AssertSubscriber<LogFeed.Part> reader = read(100, 1);
    long number = asked();
    reader.cancel();
    assertThat(sent.getLast().getCancelRequest().getRequestId()).isEqualTo(number);
    chunk(number, 0, 3, 3);
    assertThat(reader.getItems()).isEmpty();
  }
}
