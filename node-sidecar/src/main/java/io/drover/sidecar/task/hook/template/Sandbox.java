package io.drover.sidecar.task.hook.template;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files below one directory whose content belongs to tasks. The way to a file is gone step by step
 * without following links, so that no task can lead the sidecar elsewhere.
 */
public final class Sandbox {

  private static final int MAX_BYTES = 4 << 20;

  /** Who a file belongs to and who may use it; null leaves the sidecar's own. */
  public record Access(int mode, @Nullable Integer uid, @Nullable Integer gid) {}

  private final Path root;

  public Sandbox(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /** Reads a file. */
  public byte[] read(Path relative) throws IOException {
    try (Walk walk = new Walk(relative, false)) {
      return walk.read();
    }
  }

  /** Puts a file in place at once and whole. False when it has that content already. */
  public boolean write(Path relative, byte[] content, Access access) throws IOException {
    try (Walk walk = new Walk(relative, true)) {
      return walk.write(content, access);
    }
  }

  /** The directory of a file, held open. */
  private final class Walk implements AutoCloseable {

    private final Path shown;
    private final Path name;
    private SecureDirectoryStream<Path> directory;

    Walk(Path relative, boolean create) throws IOException {
      this.shown = root.resolve(relative);
      this.name = relative.getFileName();
      this.directory = secure(Files.newDirectoryStream(root));
      Path parent = relative.getParent();
      Path at = root;
      try {
        for (Path step : parent == null ? Path.of("") : parent) {
          if (!step.toString().isEmpty()) {
            at = at.resolve(step);
            enter(step, at, create);
          }
        }
      } catch (IOException failure) {
        directory.close();
        throw failure;
      }
    }

    private void enter(Path step, Path at, boolean create) throws IOException {
      if (create && !Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(at);
      }
      SecureDirectoryStream<Path> next =
          directory.newDirectoryStream(step, LinkOption.NOFOLLOW_LINKS);
      directory.close();
      directory = next;
    }

    private SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
      if (stream instanceof SecureDirectoryStream<Path> secured) {
        return secured;
      }
      stream.close();
      throw new IOException("this system cannot walk directories without following links");
    }

    byte[] read() throws IOException {
      var attributes =
          directory
              .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes();
      if (!attributes.isRegularFile()) {
        throw new FileSystemException(shown.toString(), null, "not a regular file");
      }
      if (attributes.size() > MAX_BYTES) {
        throw new FileSystemException(
            shown.toString(), null, "larger than " + MAX_BYTES + " bytes");
      }
      try (SeekableByteChannel channel =
              directory.newByteChannel(
                  name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
          var stream = Channels.newInputStream(channel)) {
        return stream.readNBytes(MAX_BYTES);
      }
    }

    private boolean has(byte[] content) throws IOException {
      try {
        return java.util.Arrays.equals(read(), content);
      } catch (NoSuchFileException absent) {
        return false;
      } catch (FileSystemException other) {
        // A link or the like in its place is replaced; a directory makes the move fail.
        return false;
      }
    }

    boolean write(byte[] content, Access access) throws IOException {
      if (has(content)) {
        return false;
      }
      Path temporary = Path.of("." + name + ".rendering");
      try {
        directory.deleteFile(temporary);
      } catch (NoSuchFileException none) {
        // As it should be.
      }
      try (SeekableByteChannel channel =
          directory.newByteChannel(
              temporary,
              Set.of(
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.WRITE,
                  LinkOption.NOFOLLOW_LINKS))) {
        own(temporary, new Access(0600, access.uid(), access.gid()));
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      own(temporary, new Access(access.mode(), null, null));
      directory.move(temporary, directory, name);
      return true;
    }

    private void own(Path file, Access access) throws IOException {
      PosixFileAttributeView view =
          directory.getFileAttributeView(file, PosixFileAttributeView.class);
      view.setPermissions(permissions(access.mode()));
      var lookup = root.getFileSystem().getUserPrincipalLookupService();
      if (access.uid() != null && access.uid() >= 0) {
        view.setOwner(lookup.lookupPrincipalByName(access.uid().toString()));
      }
      if (access.gid() != null && access.gid() >= 0) {
        view.setGroup(lookup.lookupPrincipalByGroupName(access.gid().toString()));
      }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
      Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
      PosixFilePermission[] all = PosixFilePermission.values();
      for (int i = 0; i < all.length; i++) {
        if ((mode >> (all.length - 1 - i) & 1) == 1) {
          set.add(all[i]);
        }
      }
      return set;
    }

    @Override
    public void close() throws IOException {
      directory.close();
    }
  }
}
