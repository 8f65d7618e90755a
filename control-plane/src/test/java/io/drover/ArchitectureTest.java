package io.drover;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.drover.state.SnapshotEditor;
import java.time.Clock;
import java.time.Instant;

/**
 * The arrows between packages. Think before changing one: they are what keeps the core testable.
 */
@AnalyzeClasses(packages = "io.drover", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String[] PURE = {
    "io.drover.state..",
    "io.drover.event..",
    "io.drover.apply..",
    "io.drover.command..",
    "io.drover.schedule.."
  };

  @ArchTest
  static final ArchRule pureCodeKnowsNoFramework =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.quarkus..",
              "io.smallrye..",
              "io.vertx..",
              "io.netty..",
              "jakarta..",
              "org.infinispan..",
              "org.apache.ratis..",
              "io.grpc..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule pureCodeReadsNoClock =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule pureCodeThrowsNoDice =
      noClasses()
          .that()
          .resideInAnyPackage("io.drover.state..", "io.drover.event..", "io.drover.apply..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
          .orShould()
          .callMethod(java.util.UUID.class, "randomUUID");

  @ArchTest
  static final ArchRule onlyAppliersEditSnapshots =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.drover.apply..", "io.drover.state..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(SnapshotEditor.class);

  @ArchTest
  static final ArchRule insideStateOnlyTheCodecEditsSnapshots =
      noClasses()
          .that()
          .resideInAPackage("io.drover.state..")
          .and()
          .doNotHaveSimpleName("SnapshotEditor")
          .and()
          .haveSimpleNameNotStartingWith("SnapshotCodec")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(SnapshotEditor.class);

  @ArchTest
  static final ArchRule statesKnowNothingAbove =
      noClasses()
          .that()
          .resideInAnyPackage("io.drover.state..", "io.drover.event..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.drover.apply..",
              "io.drover.command..",
              "io.drover.http..",
              "io.drover.log..",
              "io.drover.schedule..");

  @ArchTest
  static final ArchRule httpDecidesNothing =
      noClasses()
          .that()
          .resideInAPackage("io.drover.http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.drover.apply..",
              "io.drover.log..",
              "io.drover.node..",
              "io.drover.schedule..",
              "io.drover.evaluate..",
              "io.drover.leader..",
              "io.drover.boot..",
              "org.infinispan..",
              "org.apache.ratis..");

  @ArchTest
  static final ArchRule nobodyBelowKnowsHttp =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.drover.command..",
              "io.drover.apply..",
              "io.drover.log..",
              "io.drover.documents..",
              "io.drover.schedule..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.drover.http..")
          .allowEmptyShould(true);
}
