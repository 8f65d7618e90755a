package io.drover.sidecar.boot;

import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of the campaign. The long one: {@code ./drover test -pl node-sidecar -am
 * -Dtest=KillCampaignTest -Dsurefire.failIfNoSpecifiedTests=false -Ddrover.kills=1000}, with {@code
 * -Ddrover.seed=N} to repeat a run.
 */
final class KillCampaignTest {

  private static final int ROUNDS = Integer.getInteger("drover.kills", 10);

  @TempDir Path directory;

  @Test
  void noKillOfTheSidecarLosesOrRepeatsOrLeavesAnything() throws Exception {
    NodeUnderTest.assumeRoot();
    long seed = Long.getLong("drover.seed", ThreadLocalRandom.current().nextInt());
    System.out.printf("kill campaign: %d rounds, seed %d%n", ROUNDS, seed);
    String cgroupRoot = "drover-test-" + UUID.randomUUID().toString().substring(0, 8);
    try (KillCampaign campaign = new KillCampaign(directory, cgroupRoot, seed)) {
      for (int round = 0; round < ROUNDS; round++) {
        campaign.round();
      }
      campaign.finish();
      System.out.printf("kill campaign: %d tasks, every end as it was%n", campaign.begun());
    }
  }
}
