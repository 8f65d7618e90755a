package io.drover.sidecar.executor;

import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.cgroup.Limits;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The cgroup of one launch. It is changed by one thread at a time, and not after its end. */
final class ProcessGroup {

  private final CgroupTree tree;
  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean ended;

  ProcessGroup(CgroupTree tree, String name) {
    this.tree = tree;
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Ends everything in it, and removes it. */
  void end() throws IOException {
    lock.lock();
    try {
      ended = true;
      tree.destroy(name);
    } finally {
      lock.unlock();
    }
  }

  Limits update(Limits limits) throws IOException {
    lock.lock();
    try {
      refuseEnded();
      return tree.update(name, limits);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes a part of it.
   *
   * @throws IOException also when it has ended
   */
  void createPart(String part) throws IOException {
    lock.lock();
    try {
      refuseEnded();
      tree.createSub(name, part);
    } finally {
      lock.unlock();
    }
  }

  private void refuseEnded() throws IOException {
    if (ended) {
      throw new IOException("Task not running");
    }
  }

  void endPart(String part) throws IOException {
    lock.lock();
    try {
      tree.destroySub(name, part);
    } finally {
      lock.unlock();
    }
  }

  List<String> parts() throws IOException {
    return tree.subs(name);
  }

  long oomKills() throws IOException {
    return tree.oomKills(name);
  }

  List<Long> members() throws IOException {
    return tree.members(name);
  }

  boolean has(long pid) {
    try {
      return members().contains(pid);
    } catch (IOException gone) {
      return false;
    }
  }
}
