package io.drover.sidecar.executor;

/**
 * What a command that ran inside a task came to.
 *
 * @param output the last 4 KiB of what it wrote, both streams together
 * @param exitCode 128+n when signal n ended it
 * @param deadlineExceeded it was ended because its time was over
 */
public record ExecResult(byte[] output, int exitCode, boolean deadlineExceeded) {}
