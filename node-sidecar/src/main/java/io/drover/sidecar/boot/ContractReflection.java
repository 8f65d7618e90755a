package io.drover.sidecar.boot;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.Digest;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Affinity;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.AllocMetric;
import io.drover.contract.model.AllocState;
import io.drover.contract.model.AllocatedCpu;
import io.drover.contract.model.AllocatedDevice;
import io.drover.contract.model.AllocatedMemory;
import io.drover.contract.model.AllocatedPort;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.AllocatedSharedResources;
import io.drover.contract.model.AllocatedTaskResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ChangeScript;
import io.drover.contract.model.CheckRestart;
import io.drover.contract.model.ChildrenSummary;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Constraint;
import io.drover.contract.model.ConsulBlock;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentState;
import io.drover.contract.model.DeploymentStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.DesiredTransition;
import io.drover.contract.model.DispatchPayload;
import io.drover.contract.model.DnsConfig;
import io.drover.contract.model.DrainMetadata;
import io.drover.contract.model.DrainStrategy;
import io.drover.contract.model.DriverInfo;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.EphemeralDisk;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.HostNetwork;
import io.drover.contract.model.HostVolume;
import io.drover.contract.model.JobRef;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobStatus;
import io.drover.contract.model.JobSummary;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.LogConfig;
import io.drover.contract.model.MigrateStrategy;
import io.drover.contract.model.Namespace;
import io.drover.contract.model.NamespaceCapabilities;
import io.drover.contract.model.NetworkResource;
import io.drover.contract.model.NetworkStatus;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeCpu;
import io.drover.contract.model.NodeDevice;
import io.drover.contract.model.NodeDeviceInstance;
import io.drover.contract.model.NodeDisk;
import io.drover.contract.model.NodeEvent;
import io.drover.contract.model.NodeMemory;
import io.drover.contract.model.NodeNetwork;
import io.drover.contract.model.NodeNetworkAddress;
import io.drover.contract.model.NodePool;
import io.drover.contract.model.NodeResources;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.ParameterizedJobConfig;
import io.drover.contract.model.PeriodicConfig;
import io.drover.contract.model.PoolScheduling;
import io.drover.contract.model.Port;
import io.drover.contract.model.PreemptionConfig;
import io.drover.contract.model.RequestedDevice;
import io.drover.contract.model.RescheduleEvent;
import io.drover.contract.model.ReschedulePolicy;
import io.drover.contract.model.RescheduleTracker;
import io.drover.contract.model.ReservedCpu;
import io.drover.contract.model.ReservedNetworks;
import io.drover.contract.model.ReservedResources;
import io.drover.contract.model.Resources;
import io.drover.contract.model.RestartPolicy;
import io.drover.contract.model.ScalingEvent;
import io.drover.contract.model.ScalingPolicy;
import io.drover.contract.model.SchedulerAlgorithm;
import io.drover.contract.model.SchedulerConfiguration;
import io.drover.contract.model.ScoreMeta;
import io.drover.contract.model.Service;
import io.drover.contract.model.ServiceCheck;
import io.drover.contract.model.Spread;
import io.drover.contract.model.SpreadTarget;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskArtifact;
import io.drover.contract.model.TaskEvent;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.TaskGroupSummary;
import io.drover.contract.model.TaskLifecycle;
import io.drover.contract.model.TaskPhase;
import io.drover.contract.model.TaskState;
import io.drover.contract.model.Template;
import io.drover.contract.model.UpdateStrategy;
import io.drover.contract.model.VaultConfig;
import io.drover.contract.model.VolumeMount;
import io.drover.contract.model.VolumeRequest;
import io.drover.contract.model.WaitConfig;
import io.drover.contract.model.WorkloadIdentity;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Records of the contract that are read and written as JSON, for the native image. A test fails
 * when one is missing.
 */
@RegisterForReflection(
    targets = {
      Affinity.class,
      AllocDeploymentStatus.class,
      AllocId.class,
      AllocMetric.class,
      AllocState.class,
      AllocatedCpu.class,
      AllocatedDevice.class,
      AllocatedMemory.class,
      AllocatedPort.class,
      AllocatedResources.class,
      AllocatedSharedResources.class,
      AllocatedTaskResources.class,
      Allocation.class,
      ChangeScript.class,
      CheckRestart.class,
      ChildrenSummary.class,
      ClientStatus.class,
      Constraint.class,
      ConsulBlock.class,
      DesiredStatus.class,
      DesiredTransition.class,
      Digest.class,
      DispatchPayload.class,
      DnsConfig.class,
      DrainMetadata.class,
      DrainStrategy.class,
      DriverInfo.class,
      Eligibility.class,
      EphemeralDisk.class,
      EvalId.class,
      EvalStatus.class,
      EvalTrigger.class,
      Evaluation.class,
      HostNetwork.class,
      HostVolume.class,
      JobKey.class,
      JobRef.class,
      JobSpec.class,
      JobStatus.class,
      JobSummary.class,
      JobType.class,
      JobVersion.class,
      LogConfig.class,
      MigrateStrategy.class,
      NetworkResource.class,
      NetworkStatus.class,
      Node.class,
      NodeCpu.class,
      NodeDevice.class,
      NodeDeviceInstance.class,
      NodeDisk.class,
      NodeEvent.class,
      NodeId.class,
      NodeMemory.class,
      NodeNetwork.class,
      NodeNetworkAddress.class,
      NodeResources.class,
      NodeStatus.class,
      ParameterizedJobConfig.class,
      PeriodicConfig.class,
      Port.class,
      RequestedDevice.class,
      RescheduleEvent.class,
      ReschedulePolicy.class,
      RescheduleTracker.class,
      ReservedCpu.class,
      ReservedNetworks.class,
      ReservedResources.class,
      Resources.class,
      RestartPolicy.class,
      ScalingEvent.class,
      ScalingPolicy.class,
      ScoreMeta.class,
      Service.class,
      ServiceCheck.class,
      Spread.class,
      SpreadTarget.class,
      Task.class,
      TaskArtifact.class,
      TaskEvent.class,
      TaskGroup.class,
      TaskGroupSummary.class,
      TaskLifecycle.class,
      TaskPhase.class,
      TaskState.class,
      Template.class,
      UpdateStrategy.class,
      VaultConfig.class,
      VolumeMount.class,
      VolumeRequest.class,
      WaitConfig.class,
      WorkloadIdentity.class,
      Deployment.class,
      DeploymentState.class,
      DeploymentStatus.class,
      Namespace.class,
      NamespaceCapabilities.class,
      NodePool.class,
      PoolScheduling.class,
      PreemptionConfig.class,
      SchedulerAlgorithm.class,
      SchedulerConfiguration.class
    })
final class ContractReflection {

  private ContractReflection() {}
}
