package io.drover.sidecar.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.drover.contract.model.Node;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a native image needs to be told, by comparison with what there is. */
final class NativeReadinessTest {

  private static final Set<String> REGISTERED =
      Arrays.stream(ContractReflection.class.getAnnotation(RegisterForReflection.class).targets())
          .map(Class::getName)
          .collect(Collectors.toSet());

  @Test
  void everyRecordAndEnumOfTheContractIsRegistered() {
    JavaClasses contract =
        new ClassFileImporter()
            .importPackages("io.drover.contract.model", "io.drover.contract.ids");
    Set<String> needed = new TreeSet<>();
    for (JavaClass type : contract) {
      if (type.isTopLevelClass() && (type.isRecord() || type.isEnum())) {
        needed.add(type.getName());
      }
    }
    assertThat(needed).contains(Node.class.getName()).hasSizeGreaterThan(60);
    assertThat(REGISTERED).containsAll(needed);
  }

  @Test
  void everyRecordThatIsStoredIsRegistered() {
    JavaClasses ours = new ClassFileImporter().importPackages("io.drover.sidecar");
    Set<String> missing = new TreeSet<>();
    for (Class<?> root :
        new Class<?>[] {
          NodeConfig.class,
          io.drover.sidecar.recover.AllocRecord.class,
          io.drover.sidecar.recover.TaskRecord.class
        }) {
      collectMissing(root, missing);
    }
    assertThat(ours).isNotEmpty();
    assertThat(missing).isEmpty();
  }

  private static void collectMissing(Class<?> type, Set<String> missing) {
    if (!type.isRecord() || REGISTERED.contains(type.getName())) {
      return;
    }
    if (type.getAnnotation(RegisterForReflection.class) == null) {
      missing.add(type.getName());
    }
    for (RecordComponent component : type.getRecordComponents()) {
      collectMissing(component.getType(), missing);
    }
  }

  @Test
  void theOneDowncallIsRegisteredAsItIsMade() throws Exception {
    try (InputStream file =
        getClass()
            .getResourceAsStream(
                "/META-INF/native-image/io.drover/node-sidecar/reachability-metadata.json")) {
      JsonNode downcalls = new ObjectMapper().readTree(file).get("foreign").get("downcalls");
      assertThat(downcalls).hasSize(1);
      Field shape = Class.forName("io.drover.sidecar.kernel.Libc").getDeclaredField("SHAPE");
      shape.setAccessible(true);
      var made = (java.lang.foreign.FunctionDescriptor) shape.get(null);
      assertThat(downcalls.get(0).get("parameterTypes"))
          .hasSize(made.argumentLayouts().size())
          .allMatch(type -> type.asText().equals("jlong"));
    }
  }
}
