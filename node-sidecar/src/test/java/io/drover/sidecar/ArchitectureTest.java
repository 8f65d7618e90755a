package io.drover.sidecar;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** Which package may know which: from the kernel's calls up to the wiring, never back. */
@AnalyzeClasses(
    packages = "io.drover.sidecar",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule LAYERS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("kernel")
          .definedBy("io.drover.sidecar.kernel..")
          .layer("cgroup")
          .definedBy("io.drover.sidecar.cgroup..")
          .layer("spawn")
          .definedBy("io.drover.sidecar.spawn..")
          .layer("logs")
          .definedBy("io.drover.sidecar.logs..")
          .layer("stats")
          .definedBy("io.drover.sidecar.stats..")
          .layer("executor")
          .definedBy("io.drover.sidecar.executor..")
          .layer("oci")
          .definedBy("io.drover.sidecar.oci..")
          .layer("drivers")
          .definedBy("io.drover.sidecar.drivers..")
          .layer("recover")
          .definedBy("io.drover.sidecar.recover..")
          .layer("task")
          .definedBy("io.drover.sidecar.task..")
          .layer("fs")
          .definedBy("io.drover.sidecar.fs..")
          .layer("metadata")
          .definedBy("io.drover.sidecar.metadata..")
          .layer("template")
          .definedBy("io.drover.sidecar.template..")
          .layer("vault")
          .definedBy("io.drover.sidecar.vault..")
          .layer("fingerprint")
          .definedBy("io.drover.sidecar.fingerprint..")
          .layer("grpc")
          .definedBy("io.drover.sidecar.grpc..")
          .layer("simulate")
          .definedBy("io.drover.sidecar.simulate..")
          .layer("boot")
          .definedBy("io.drover.sidecar.boot..")
          .whereLayer("simulate")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("boot")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("grpc")
          .mayOnlyBeAccessedByLayers("boot")
          .whereLayer("fingerprint")
          .mayOnlyBeAccessedByLayers("boot")
          .whereLayer("fs")
          .mayOnlyBeAccessedByLayers("grpc", "boot")
          .whereLayer("metadata")
          .mayOnlyBeAccessedByLayers("grpc", "boot")
          .whereLayer("template")
          .mayOnlyBeAccessedByLayers("task", "vault", "boot")
          .whereLayer("vault")
          .mayOnlyBeAccessedByLayers("task", "grpc", "boot")
          .whereLayer("oci")
          .mayOnlyBeAccessedByLayers("boot")
          .whereLayer("task")
          .mayOnlyBeAccessedByLayers("grpc", "boot")
          .whereLayer("recover")
          .mayOnlyBeAccessedByLayers("executor", "metadata", "task", "grpc", "boot")
          .whereLayer("drivers")
          .mayOnlyBeAccessedByLayers("recover", "task", "fingerprint", "boot")
          .whereLayer("executor")
          .mayOnlyBeAccessedByLayers("oci", "drivers", "task", "grpc", "boot")
          .whereLayer("stats")
          .mayOnlyBeAccessedByLayers("executor", "drivers", "fingerprint", "task", "grpc", "boot")
          .whereLayer("spawn")
          .mayOnlyBeAccessedByLayers("executor", "oci", "drivers", "recover", "grpc", "boot");

  @ArchTest
  static final ArchRule THE_PROTOCOL_STAYS_AT_THE_EDGE =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.drover.sidecar.grpc..",
              "io.drover.sidecar.boot..",
              "io.drover.sidecar.simulate..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.grpc..",
              "io.drover.contract.node..",
              "io.drover.contract.executor..",
              "io.smallrye..");

  @ArchTest
  static final ArchRule TASKS_KNOW_NO_FRAMEWORK =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAnyPackage(
              "io.drover.sidecar.task..",
              "io.drover.sidecar.kernel..",
              "io.drover.sidecar.cgroup..",
              "io.drover.sidecar.logs..",
              "io.drover.sidecar.fingerprint..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.quarkus..", "jakarta..");
}
