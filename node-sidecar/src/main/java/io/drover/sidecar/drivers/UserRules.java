package io.drover.sidecar.drivers;

import io.drover.sidecar.spawn.UserIds;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Users that tasks of some drivers may not have.
 *
 * @param denied names
 * @param drivers whose tasks are checked
 */
public record UserRules(Set<String> denied, Set<String> drivers) {

  private static final String DENIED = "root,Administrator";
  private static final String DRIVERS = "exec,qemu,java";

  public UserRules {
    denied = Set.copyOf(denied);
    drivers = Set.copyOf(drivers);
  }

  /** From the client's options {@code user.denylist} and {@code user.checked_drivers}. */
  public static UserRules of(Map<String, String> options) {
    return new UserRules(
        names(options.getOrDefault("user.denylist", DENIED)),
        names(options.getOrDefault("user.checked_drivers", DRIVERS)));
  }

  private static Set<String> names(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Why a task of that driver may not have that user; nothing when it may. */
  Optional<String> refusal(String driver, String user) {
    if (user.isEmpty() || !drivers.contains(driver)) {
      return Optional.empty();
    }
    boolean refused = denied.stream().anyMatch(name -> name.equals(user) || same(name, user));
    return refused
        ? Optional.of("running as user \"" + user + "\" is disallowed")
        : Optional.empty();
  }

  /** Another name, or the number, of a denied user is that user. */
  private static boolean same(String denied, String user) {
    try {
      Optional<UserIds> one = UserIds.find(denied);
      if (one.isEmpty()) {
        return false;
      }
      long uid = one.get().uid();
      return user.matches("[0-9]{1,10}")
          ? Long.parseLong(user) == uid
          : UserIds.find(user).filter(other -> other.uid() == uid).isPresent();
    } catch (IOException unreadable) {
      // Who cannot be looked up cannot be started either.
      return false;
    }
  }
}
