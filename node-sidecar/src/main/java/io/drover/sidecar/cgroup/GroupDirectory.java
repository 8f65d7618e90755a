package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One control group as a directory. */
record GroupDirectory(Path path) {

  boolean exists() {
    return Files.isDirectory(path);
  }

  void create() throws IOException {
    Files.createDirectories(path);
  }

  GroupDirectory child(String name) {
    return new GroupDirectory(path.resolve(name));
  }

  GroupDirectory parent() {
    return new GroupDirectory(path.getParent());
  }

  String name() {
    return path.getFileName().toString();
  }

  Path procs() {
    return path.resolve("cgroup.procs");
  }

  void write(String file, String value) throws IOException {
    Files.writeString(path.resolve(file), value);
  }

  String read(String file) throws IOException {
    return Files.readString(path.resolve(file)).strip();
  }

  boolean has(String file) {
    return Files.exists(path.resolve(file));
  }

  /** Members of this group and of those below it, as a task may have made groups of its own. */
  List<Long> members() throws IOException {
    List<Long> members = new ArrayList<>();
    for (GroupDirectory directory : withDescendants()) {
      try {
        for (String line : Files.readAllLines(directory.procs())) {
          members.add(Long.parseLong(line));
        }
      } catch (IOException gone) {
        // ENODEV or ENOENT: the group was removed while it was read, so it has no members.
        if (directory.exists()) {
          throw gone;
        }
      }
    }
    return members;
  }

  /** This group and all below it, the deepest first. */
  List<GroupDirectory> withDescendants() throws IOException {
    List<GroupDirectory> all = new ArrayList<>();
    collect(this, all);
    return all;
  }

  private static void collect(GroupDirectory from, List<GroupDirectory> into) throws IOException {
    for (GroupDirectory child : from.children()) {
      collect(child, into);
    }
    if (from.exists()) {
      into.add(from);
    }
  }

  List<GroupDirectory> children() throws IOException {
    List<GroupDirectory> children = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, Files::isDirectory)) {
      entries.forEach(entry -> children.add(new GroupDirectory(entry)));
    } catch (NoSuchFileException gone) {
      return List.of();
    }
    return children;
  }

  List<String> childNames() throws IOException {
    return children().stream().map(GroupDirectory::name).sorted().toList();
  }

  /** Removes the directory; the kernel refuses while it has members. */
  void remove() throws IOException {
    Files.deleteIfExists(path);
  }
}
