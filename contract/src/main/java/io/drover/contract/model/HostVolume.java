package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** A directory of a node that jobs may mount. */
@RecordBuilder
public record HostVolume(String name, String path, boolean readOnly)
    implements HostVolumeBuilder.With {

  public HostVolume {
    name = Copies.text(name);
    path = Copies.text(path);
  }
}
