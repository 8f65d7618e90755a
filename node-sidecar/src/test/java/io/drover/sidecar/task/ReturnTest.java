package io.drover.sidecar.task;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.ClientStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that the servers had lost sight of, and that is in touch again. */
final class ReturnTest {

  @TempDir Path directory;
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    node = new TestNode(directory);
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  @Test
  void whatTheServersCallUnknownIsReportedAgainAlthoughNothingChanged() throws Exception {
    AllocId id = node.run(TestNode.job("service", TestNode.mock("t", "{\"run_for\":\"1h\"}", "")));
    node.awaitStatus(id, ClientStatus.RUNNING);
    node.forgetReports();
    node.want(node.wanted(id).withClientStatus(ClientStatus.UNKNOWN));
    node.awaitStatus(id, ClientStatus.RUNNING);
  }
}
