package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A health check of a service. */
@RecordBuilder
public record ServiceCheck(
    String name,
    String type,
    String command,
    List<String> args,
    String path,
    String protocol,
    String portLabel,
    boolean expose,
    String addressMode,
    Duration interval,
    Duration timeout,
    String initialStatus,
    @JsonProperty("TLSServerName") String tlsServerName,
    @JsonProperty("TLSSkipVerify") boolean tlsSkipVerify,
    String method,
    Map<String, List<String>> header,
    @Nullable CheckRestart checkRestart,
    @JsonProperty("GRPCService") String grpcService,
    @JsonProperty("GRPCUseTLS") boolean grpcUseTls,
    String taskName,
    int successBeforePassing,
    int failuresBeforeCritical,
    String body,
    String onUpdate)
    implements ServiceCheckBuilder.With {

  public ServiceCheck {
    name = Copies.text(name);
    type = Copies.text(type);
    command = Copies.text(command);
    args = Copies.list(args);
    path = Copies.text(path);
    protocol = Copies.text(protocol);
    portLabel = Copies.text(portLabel);
    addressMode = Copies.text(addressMode);
    interval = interval == null ? Duration.ZERO : interval;
    timeout = timeout == null ? Duration.ZERO : timeout;
    initialStatus = Copies.text(initialStatus);
    tlsServerName = Copies.text(tlsServerName);
    method = Copies.text(method);
    header = Copies.map(header);
    grpcService = Copies.text(grpcService);
    taskName = Copies.text(taskName);
    body = Copies.text(body);
    onUpdate = Copies.text(onUpdate);
  }
}
