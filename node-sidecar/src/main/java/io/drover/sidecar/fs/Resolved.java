package io.drover.sidecar.fs;

import io.drover.sidecar.kernel.PathHandle;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A path of an allocation, walked component by component with each directory held, so that no
 * rename or link that a task makes meanwhile leads anywhere else. Links are followed as far as they
 * stay inside.
 */
final class Resolved implements AutoCloseable {

  // As the kernel's own bound.
  private static final int LINKS_MAX = 40;

  private final Path root;
  private final String shown;
  private final String verb;
  private final Deque<String> ahead = new ArrayDeque<>();
  private final List<String> names = new ArrayList<>();
  private final List<PathHandle> held = new ArrayList<>();
  private int links;

  private Resolved(Path root, String shown, String verb) {
    this.root = root;
    this.shown = shown;
    this.verb = verb;
  }

  /**
   * Finds what a path names.
   *
   * @param verb what is said to have failed when it does: open or stat
   */
  static Resolved of(Path root, String path, String verb) throws FileRefused {
    List<String> components = clean(path);
    String shown = components.isEmpty() ? "" : "/" + String.join("/", components);
    Resolved resolved = new Resolved(root, root + shown, verb);
    resolved.ahead.addAll(components);
    try {
      resolved.walk();
      return resolved;
    } catch (IOException failure) {
      resolved.close();
      throw resolved.refusal(failure);
    } catch (InvalidPathException unwritable) {
      resolved.close();
      throw resolved.other("invalid argument");
    } catch (FileRefused refused) {
      resolved.close();
      throw refused;
    }
  }

  private static List<String> clean(String path) throws FileRefused {
    List<String> clean = new ArrayList<>();
    for (String component : path.split("/", -1)) {
      if (component.equals("..")) {
        if (clean.isEmpty()) {
          throw escapes();
        }
        clean.removeLast();
      } else if (!component.isEmpty() && !component.equals(".")) {
        clean.add(component);
      }
    }
    return clean;
  }

  private static FileRefused escapes() {
    return new FileRefused(FileRefused.Reason.ESCAPES, "Path escapes the alloc directory");
  }

  private void walk() throws IOException, FileRefused {
    held.add(PathHandle.of(root));
    while (!ahead.isEmpty()) {
      String name = ahead.removeFirst();
      if (name.equals("..")) {
        if (names.isEmpty()) {
          throw escapes();
        }
        names.removeLast();
        held.removeLast().close();
      } else if (!name.isEmpty() && !name.equals(".")) {
        step(name);
      }
    }
  }

  private void step(String name) throws IOException, FileRefused {
    PathHandle parent = held.getLast();
    if (parent.facts().kind() != PathHandle.Kind.DIRECTORY) {
      throw other("not a directory");
    }
    PathHandle child = parent.child(name);
    held.add(child);
    names.add(name);
    if (child.facts().kind() == PathHandle.Kind.LINK) {
      names.removeLast();
      held.removeLast().close();
      if (++links > LINKS_MAX) {
        throw other("too many levels of symbolic links");
      }
      follow(Files.readSymbolicLink(parent.path().resolve(name)).toString());
    }
  }

  private void follow(String target) throws IOException, FileRefused {
    String rest = target;
    if (target.startsWith("/")) {
      // Tasks that see the host's file system link by absolute paths.
      rest = beneath(target);
      names.clear();
      while (held.size() > 1) {
        held.removeLast().close();
      }
    }
    List<String> components = List.of(rest.split("/", -1));
    for (String component : components.reversed()) {
      ahead.addFirst(component);
    }
  }

  private String beneath(String target) throws IOException, FileRefused {
    for (Path base : List.of(root, root.toRealPath())) {
      if (target.equals(base.toString())) {
        return "";
      }
      if (target.startsWith(base + "/")) {
        return target.substring(base.toString().length() + 1);
      }
    }
    throw escapes();
  }

  private FileRefused other(String what) {
    return new FileRefused(FileRefused.Reason.OTHER, verb + " " + shown + ": " + what);
  }

  private FileRefused refusal(IOException failure) {
    // A link that is none by the time it is read was replaced meanwhile: what was asked for is
    // gone.
    if (failure instanceof NoSuchFileException || failure instanceof NotLinkException) {
      return new FileRefused(
          FileRefused.Reason.MISSING, verb + " " + shown + ": no such file or directory");
    }
    String reason = failure instanceof FileSystemException known ? known.getReason() : null;
    return other(reason == null ? String.valueOf(failure.getMessage()) : reason);
  }

  /** Holds what was found. */
  PathHandle handle() {
    return held.getLast();
  }

  /** The last component of the path as it was written. */
  String name() {
    return shown.substring(shown.lastIndexOf('/') + 1);
  }

  /** The path as errors show it. */
  String shown() {
    return shown;
  }

  /** Whether it is inside a task's secrets, wherever the path came in. */
  boolean secret() {
    return names.size() > 2
        && !names.getFirst().equals("alloc")
        && (names.get(1).equals("secrets") || names.get(1).equals("private"));
  }

  @Override
  public void close() {
    for (PathHandle handle : held) {
      try {
        handle.close();
      } catch (IOException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }
}
