package io.drover.command.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.drover.contract.ids.Digest;
import io.drover.contract.json.Json;
import io.drover.contract.model.JobSpec;
import java.io.IOException;

/**
 * The immutable document of one job version. Equal jobs have equal bytes, for members have a fixed
 * order and maps are sorted; the digest of the bytes is the document's address.
 */
public record JobDocument(Digest digest, byte[] bytes) {

  /** The document of a canonical job. */
  public static JobDocument of(JobSpec spec) {
    byte[] bytes = bytes(spec);
    return new JobDocument(Digest.of(bytes), bytes);
  }

  /** The canonical bytes, UTF-8 JSON. */
  public static byte[] bytes(JobSpec spec) {
    try {
      return Json.MAPPER.writeValueAsBytes(spec);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a canonical job can always be written", e);
    }
  }

  /**
   * The job that these bytes hold.
   *
   * @throws IllegalArgumentException if they are no document of a job
   */
  public static JobSpec parse(byte[] bytes) {
    try {
      return Json.MAPPER.readValue(bytes, JobSpec.class);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a job document: " + e.getMessage(), e);
    }
  }

  /**
   * The job that these bytes hold, checked against their address.
   *
   * @throws IllegalArgumentException if the bytes have another digest, or are no document of a job
   */
  public static JobSpec parse(Digest address, byte[] bytes) {
    Digest actual = Digest.of(bytes);
    if (!actual.equals(address)) {
      throw new IllegalArgumentException(
          "job document " + address + " is damaged: its bytes have the digest " + actual);
    }
    return parse(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JobDocument that && digest.equals(that.digest);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }
}
