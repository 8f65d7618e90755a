package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A set of names for jobs and what belongs to them. Source: objects.md 9. */
@RecordBuilder
public record Namespace(
    String name,
    String description,
    String quota,
    @Nullable NamespaceCapabilities capabilities,
    Map<String, String> meta,
    long createIndex,
    long modifyIndex)
    implements NamespaceBuilder.With {

  /** The namespace of everything that names none. */
  public static final String DEFAULT = "default";

  public Namespace {
    name = Copies.text(name);
    description = Copies.text(description);
    quota = Copies.text(quota);
    meta = Copies.map(meta);
  }
}
