package io.drover.command.job;

import io.drover.contract.api.Job;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Any request that decodes, sensible or not: each member is unset, or takes one of the values that
 * have meaning somewhere, or nonsense; lists and maps may hold nulls. There are no variables of
 * service names among them: a job whose own name holds one is not canonical after one pass, here as
 * in Nomad.
 */
public final class AnyRequest {

  private static final String[] WORDS = {
    "",
    "a",
    "b",
    "web",
    "service",
    "batch",
    "system",
    "sysbatch",
    "_core",
    "zz",
    "=",
    "regexp",
    "version",
    "semver",
    "distinct_hosts",
    "distinct_property",
    "set_contains",
    "is_set",
    "signal",
    "script",
    "restart",
    "noop",
    "sighup",
    "host",
    "csi",
    "nomad",
    "consul",
    "http",
    "tcp",
    "grpc",
    "delay",
    "fail",
    "constant",
    "exponential",
    "fibonacci",
    "checks",
    "manual",
    "((",
    ">= 1.0",
    "../../..",
    "file",
    "http://h/p/f.zip",
    "0",
    "9".repeat(40),
    "a b",
    "nul\0",
    "\uD83D\uDE00",
    "cron",
    "* * * * *",
    "Europe/Helsinki",
    "connect-proxy:x",
    "ignore_warnings",
    "bridge",
    "md5:zz",
    "checksum"
  };
  private static final int[] NUMBERS = {
    0, 1, 2, 3, 10, 80, 300, 70000, -1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE
  };
  private static final long[] NANOS = {
    0, 1, -1, 1_000_000_000L, 5_000_000_000L, 60_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE
  };

  private final Random random;

  private AnyRequest(Random random) {
    this.random = random;
  }

  public static Arbitrary<Job> jobs() {
    return Arbitraries.randomValue(random -> (Job) new AnyRequest(random).record(Job.class, 0));
  }

  private Object value(Type type, int depth) {
    if (type instanceof ParameterizedType p) {
      return p.getRawType() == List.class ? list(p, depth) : map(p, depth);
    }
    if (type == String.class) {
      return WORDS[random.nextInt(WORDS.length)];
    }
    if (type == Integer.class) {
      return NUMBERS[random.nextInt(NUMBERS.length)];
    }
    if (type == Long.class) {
      return (long) NUMBERS[random.nextInt(NUMBERS.length)];
    }
    if (type == Boolean.class) {
      return random.nextBoolean();
    }
    if (type == Duration.class) {
      return Duration.ofNanos(NANOS[random.nextInt(NANOS.length)]);
    }
    if (type == byte[].class) {
      return new byte[random.nextInt(3)];
    }
    return type == Object.class ? freeForm(depth) : record((Class<?>) type, depth + 1);
  }

  private Object list(ParameterizedType type, int depth) {
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      list.add(chance(10) ? null : value(type.getActualTypeArguments()[0], depth));
    }
    return list;
  }

  private Object map(ParameterizedType type, int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      map.put(
          WORDS[random.nextInt(WORDS.length)],
          chance(10) ? null : value(type.getActualTypeArguments()[1], depth));
    }
    return map;
  }

  private Object freeForm(int depth) {
    return switch (random.nextInt(depth > 6 ? 5 : 7)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextLong();
      case 2 -> random.nextGaussian() * 1e300;
      case 3 -> random.nextBoolean();
      case 4 -> WORDS[random.nextInt(WORDS.length)];
      case 5 -> new ArrayList<>(Arrays.asList(freeForm(depth + 1), null, freeForm(depth + 1)));
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", freeForm(depth + 1));
        map.put("a", freeForm(depth + 1));
        yield map;
      }
    };
  }

  private Object record(Class<?> type, int depth) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      boolean needed = types[i] == List.class && depth < 2;
      values[i] = needed || chance(2) ? value(components[i].getGenericType(), depth) : null;
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }
}
