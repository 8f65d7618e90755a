package io.drover.sidecar.cgroup;

/**
 * What a group has used so far, summed over its processes. -1 where this host does not measure it.
 *
 * @param cpuNanos processor time
 * @param userNanos the part of it outside the kernel
 * @param systemNanos the part of it inside the kernel
 * @param throttledPeriods times that the group had to wait for its quota
 * @param throttledNanos how long it waited
 * @param memoryBytes all memory that is charged to it
 * @param rssBytes anonymous memory
 * @param cacheBytes pages of files
 * @param mappedBytes the part of it that is mapped by a process
 * @param swapBytes swapped out
 * @param memoryMaxBytes the most that was charged at any time
 * @param kernelBytes the kernel's own memory for it
 * @param kernelMaxBytes the most of it at any time
 */
public record CgroupUsage(
    long cpuNanos,
    long userNanos,
    long systemNanos,
    long throttledPeriods,
    long throttledNanos,
    long memoryBytes,
    long rssBytes,
    long cacheBytes,
    long mappedBytes,
    long swapBytes,
    long memoryMaxBytes,
    long kernelBytes,
    long kernelMaxBytes) {}
