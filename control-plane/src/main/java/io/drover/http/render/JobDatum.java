package io.drover.http.render;

import io.drover.contract.model.JobVersion;
import io.drover.http.query.filter.Datum;
import io.drover.http.query.filter.Fields;
import org.jspecify.annotations.Nullable;

/**
 * A whole job to a filter; its document is looked at only if the filter asks for more than facts.
 */
public record JobDatum(JobVersion job, Jobs jobs) implements Datum {

  @Override
  public @Nullable Object field(String name) {
    return switch (name) {
      case "Stop" -> job.stop();
      case "Stable" -> job.stable();
      case "Status" -> job.status().word();
      case "StatusDescription" -> job.statusDescription();
      case "Version" -> job.version();
      case "SubmitTime" -> job.submitTime();
      case "CreateIndex" -> job.createIndex();
      case "ModifyIndex" -> job.modifyIndex();
      case "JobModifyIndex" -> job.jobModifyIndex();
      case "ID" -> job.id();
      case "Namespace" -> job.namespace();
      case "ParentID" -> job.parentId();
      case "Name" -> job.name();
      case "Type" -> job.type().word();
      case "Priority" -> job.priority();
      case "Datacenters" -> job.datacenters();
      case "NodePool" -> job.nodePool();
      case String other -> Fields.of(jobs.spec(job), other);
    };
  }
}
