package io.drover.contract.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.drover.contract.json.Json;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A request has every member that the canonical form has, and no others but those named here. */
class RequestNamesTest {

  private record Pair(
      Class<?> request, Class<?> canonical, Set<String> missing, Set<String> extra) {
    Pair(Class<?> request, Class<?> canonical) {
      this(request, canonical, Set.of(), Set.of());
    }

    @Override
    public String toString() {
      return request.getSimpleName();
    }
  }

  static Set<Pair> pairs() {
    return Set.of(
        new Pair(
            Job.class,
            io.drover.contract.model.JobSpec.class,
            Set.of(),
            Set.of("Stop", "Reschedule", "Migrate")),
        new Pair(TaskGroup.class, io.drover.contract.model.TaskGroup.class),
        new Pair(Task.class, io.drover.contract.model.Task.class),
        new Pair(Constraint.class, io.drover.contract.model.Constraint.class),
        new Pair(Affinity.class, io.drover.contract.model.Affinity.class),
        new Pair(Spread.class, io.drover.contract.model.Spread.class),
        new Pair(SpreadTarget.class, io.drover.contract.model.SpreadTarget.class),
        new Pair(UpdateStrategy.class, io.drover.contract.model.UpdateStrategy.class),
        new Pair(MigrateStrategy.class, io.drover.contract.model.MigrateStrategy.class),
        new Pair(ReschedulePolicy.class, io.drover.contract.model.ReschedulePolicy.class),
        new Pair(RestartPolicy.class, io.drover.contract.model.RestartPolicy.class),
        new Pair(PeriodicConfig.class, io.drover.contract.model.PeriodicConfig.class),
        new Pair(
            ParameterizedJobConfig.class, io.drover.contract.model.ParameterizedJobConfig.class),
        new Pair(
            ScalingPolicy.class,
            io.drover.contract.model.ScalingPolicy.class,
            Set.of("ID", "CreateIndex", "ModifyIndex"),
            Set.of()),
        new Pair(EphemeralDisk.class, io.drover.contract.model.EphemeralDisk.class),
        new Pair(NetworkResource.class, io.drover.contract.model.NetworkResource.class),
        new Pair(Port.class, io.drover.contract.model.Port.class),
        new Pair(DNSConfig.class, io.drover.contract.model.DnsConfig.class),
        new Pair(Consul.class, io.drover.contract.model.ConsulBlock.class),
        new Pair(
            Service.class,
            io.drover.contract.model.Service.class,
            Set.of(),
            Set.of("CheckRestart")),
        new Pair(ServiceCheck.class, io.drover.contract.model.ServiceCheck.class),
        new Pair(CheckRestart.class, io.drover.contract.model.CheckRestart.class),
        new Pair(VolumeRequest.class, io.drover.contract.model.VolumeRequest.class),
        new Pair(VolumeMount.class, io.drover.contract.model.VolumeMount.class),
        new Pair(Resources.class, io.drover.contract.model.Resources.class),
        new Pair(RequestedDevice.class, io.drover.contract.model.RequestedDevice.class),
        new Pair(
            LogConfig.class, io.drover.contract.model.LogConfig.class, Set.of(), Set.of("Enabled")),
        new Pair(TaskArtifact.class, io.drover.contract.model.TaskArtifact.class),
        new Pair(Template.class, io.drover.contract.model.Template.class),
        new Pair(ChangeScript.class, io.drover.contract.model.ChangeScript.class),
        new Pair(WaitConfig.class, io.drover.contract.model.WaitConfig.class),
        new Pair(Vault.class, io.drover.contract.model.VaultConfig.class),
        new Pair(DispatchPayloadConfig.class, io.drover.contract.model.DispatchPayload.class),
        new Pair(TaskLifecycle.class, io.drover.contract.model.TaskLifecycle.class),
        new Pair(WorkloadIdentity.class, io.drover.contract.model.WorkloadIdentity.class));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void requestAndCanonicalFormHaveTheSameMembers(Pair pair) {
    Set<String> expected = new TreeSet<>(names(pair.canonical));
    expected.removeAll(pair.missing);
    expected.addAll(pair.extra);
    assertThat(names(pair.request)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void nothingSetIsAllNull(Pair pair) throws Exception {
    Map<?, ?> written =
        Json.MAPPER.convertValue(Json.MAPPER.readValue("{}", pair.request), Map.class);
    assertThat(written.values()).isNotEmpty().containsOnlyNulls();
  }

  private static Set<String> names(Class<?> record) {
    JavaType type = Json.MAPPER.constructType(record);
    return Json.MAPPER.getSerializationConfig().introspect(type).findProperties().stream()
        .map(BeanPropertyDefinition::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
