package io.drover.sidecar.task;

import io.drover.contract.model.Node;
import java.util.Map;

/**
 * What tasks may know of their node.
 *
 * @param hostEnvironment the sidecar's own environment
 */
public record NodeFacts(Node node, String region, Map<String, String> hostEnvironment) {}
