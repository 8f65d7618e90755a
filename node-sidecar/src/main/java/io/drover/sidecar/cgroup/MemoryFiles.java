package io.drover.sidecar.cgroup;

import static io.drover.sidecar.cgroup.CpuFiles.file;
import static io.drover.sidecar.cgroup.GroupMeter.UNKNOWN;

import io.drover.sidecar.kernel.SmallFiles;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a group's memory is read, in either version; the names in memory.stat differ. */
record MemoryFiles(
    @Nullable String stat,
    @Nullable String usage,
    @Nullable String max,
    @Nullable String swap,
    @Nullable String kernel,
    @Nullable String kernelMax,
    boolean unified) {

  private static final Names V1 = Names.of("total_rss", "total_cache", "total_mapped_file");
  private static final Names V2 = Names.of("anon", "file", "file_mapped");
  private static final byte[] V1_SWAP = SmallFiles.name("total_swap");
  private static final byte[] V2_KERNEL = SmallFiles.name("kernel");

  record Memory(
      long usage,
      long rss,
      long cache,
      long mapped,
      long swap,
      long max,
      long kernel,
      long kernelMax) {

    static final Memory NONE =
        new Memory(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
  }

  private record Names(byte[] rss, byte[] cache, byte[] mapped) {
    static Names of(String rss, String cache, String mapped) {
      return new Names(SmallFiles.name(rss), SmallFiles.name(cache), SmallFiles.name(mapped));
    }
  }

  static MemoryFiles v1(@Nullable GroupDirectory group) {
    return new MemoryFiles(
        file(group, "memory.stat"),
        file(group, "memory.usage_in_bytes"),
        file(group, "memory.max_usage_in_bytes"),
        null,
        file(group, "memory.kmem.usage_in_bytes"),
        file(group, "memory.kmem.max_usage_in_bytes"),
        false);
  }

  static MemoryFiles v2(@Nullable GroupDirectory group) {
    return new MemoryFiles(
        file(group, "memory.stat"),
        file(group, "memory.current"),
        file(group, "memory.peak"),
        file(group, "memory.swap.current"),
        null,
        null,
        true);
  }

  Memory read(SmallFiles files) throws IOException {
    if (!GroupMeter.opened(files, stat)) {
      return Memory.NONE;
    }
    Names names = unified ? V2 : V1;
    long rss = files.field(names.rss, UNKNOWN);
    long cache = files.field(names.cache, UNKNOWN);
    long mapped = files.field(names.mapped, UNKNOWN);
    long swapped = files.field(V1_SWAP, UNKNOWN);
    long kernelNow = files.field(V2_KERNEL, UNKNOWN);
    return new Memory(
        GroupMeter.single(files, usage),
        rss,
        cache,
        mapped,
        unified ? GroupMeter.single(files, swap) : swapped,
        GroupMeter.single(files, max),
        unified ? kernelNow : GroupMeter.single(files, kernel),
        GroupMeter.single(files, kernelMax));
  }
}
