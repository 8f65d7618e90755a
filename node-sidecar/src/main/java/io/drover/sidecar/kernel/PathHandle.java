package io.drover.sidecar.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * One thing in the file system, held fast: whatever is renamed or replaced meanwhile, this stays
 * what it was. Holding it opens nothing for reading, so neither a FIFO nor a device notices. It is
 * not for several threads.
 */
public final class PathHandle implements AutoCloseable {

  private static final long AT_FDCWD = -100;
  private static final long O_PATH_NOFOLLOW_CLOEXEC = 0x200000 | 0x80000 | nofollow();

  private final int descriptor;
  private boolean closed;

  /** What the kernel calls a kind of file, by its mode. */
  public enum Kind {
    FILE(0x8000),
    DIRECTORY(0x4000),
    LINK(0xA000),
    FIFO(0x1000),
    SOCKET(0xC000),
    CHARACTER_DEVICE(0x2000),
    BLOCK_DEVICE(0x6000),
    OTHER(0);

    private final int bits;

    Kind(int bits) {
      this.bits = bits;
    }

    private static Kind of(int mode) {
      for (Kind kind : values()) {
        if (kind.bits == (mode & 0xF000)) {
          return kind;
        }
      }
      return OTHER;
    }
  }

  /**
   * Facts of a file at one moment.
   *
   * @param mode with the bits of the kind
   * @param key the same for the same file only
   */
  public record Facts(Kind kind, int mode, long size, FileTime modified, String key) {

    /** Reads them of what a path names; a link at its end is looked at, not followed. */
    public static Facts of(Path path, boolean follow) throws IOException {
      LinkOption[] options =
          follow ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
      Map<String, Object> all =
          Files.readAttributes(path, "unix:mode,size,lastModifiedTime,dev,ino", options);
      int mode = (Integer) all.get("mode");
      return new Facts(
          Kind.of(mode),
          mode,
          (Long) all.get("size"),
          (FileTime) all.get("lastModifiedTime"),
          all.get("dev") + ":" + all.get("ino"));
    }
  }

  private PathHandle(int descriptor) {
    this.descriptor = descriptor;
  }

  /** O_NOFOLLOW and O_DIRECTORY are the two that arm counts otherwise. */
  private static long nofollow() {
    return Libc.X86_64 ? 0x20000 : 0x8000;
  }

  /**
   * Holds what a path names; a link at its end is held itself.
   *
   * @throws NoSuchFileException when there is nothing
   */
  public static PathHandle of(Path path) throws IOException {
    return open(AT_FDCWD, path.toString());
  }

  /**
   * Holds an entry of this directory.
   *
   * @param name one component
   * @throws NoSuchFileException when there is nothing
   */
  public PathHandle child(String name) throws IOException {
    if (name.isEmpty() || name.indexOf('/') >= 0 || name.equals("..")) {
      throw new IllegalArgumentException("not one component: " + name);
    }
    return open(descriptor, name);
  }

  private static PathHandle open(long directory, String name) throws IOException {
    if (name.indexOf('\0') >= 0) {
      throw new FileSystemException(name, null, "invalid argument");
    }
    try (Arena arena = Arena.ofConfined()) {
      long text = Libc.text(arena, name).address();
      return new PathHandle((int) Syscall.OPENAT.call(directory, text, O_PATH_NOFOLLOW_CLOEXEC));
    } catch (KernelException refused) {
      if (refused.missing()) {
        throw new NoSuchFileException(name);
      }
      String text = String.valueOf(refused.getMessage());
      throw new FileSystemException(name, null, text.substring(text.indexOf(": ") + 2));
    }
  }

  /** A path that names this very thing, for as long as it is held; to be followed. */
  public Path path() {
    return Path.of("/proc/self/fd/" + descriptor);
  }

  /** Its facts as they are now. */
  public Facts facts() throws IOException {
    return Facts.of(path(), true);
  }

  /** Where it is now, as the kernel sees it. */
  public Path place() throws IOException {
    return Files.readSymbolicLink(path());
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      Syscall.CLOSE.call(descriptor);
    }
  }
}
