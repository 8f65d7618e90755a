package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;

/** Bounds for the count of a group, and a policy that an autoscaler reads. */
@RecordBuilder
public record ScalingPolicy(
    String id,
    String type,
    Map<String, String> target,
    Map<String, Object> policy,
    @JsonProperty("Min") long min,
    @JsonProperty("Max") long max,
    boolean enabled,
    long createIndex,
    long modifyIndex)
    implements ScalingPolicyBuilder.With {

  public ScalingPolicy {
    id = Copies.text(id);
    type = Copies.text(type);
    target = Copies.map(target);
    policy = Copies.map(policy);
  }
}
