package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A file rendered into the task directory. */
@RecordBuilder
public record Template(
    String sourcePath,
    String destPath,
    String embeddedTmpl,
    String changeMode,
    String changeSignal,
    @Nullable ChangeScript changeScript,
    Duration splay,
    String perms,
    @JsonProperty("Uid") @Nullable Integer uid,
    @JsonProperty("Gid") @Nullable Integer gid,
    String leftDelim,
    String rightDelim,
    boolean envvars,
    Duration vaultGrace,
    @JsonProperty("Wait") @Nullable WaitConfig waitConfig,
    boolean errMissingKey)
    implements TemplateBuilder.With {

  public Template {
    sourcePath = Copies.text(sourcePath);
    destPath = Copies.text(destPath);
    embeddedTmpl = Copies.text(embeddedTmpl);
    changeMode = Copies.text(changeMode);
    changeSignal = Copies.text(changeSignal);
    splay = splay == null ? Duration.ZERO : splay;
    perms = Copies.text(perms);
    leftDelim = Copies.text(leftDelim);
    rightDelim = Copies.text(rightDelim);
    vaultGrace = vaultGrace == null ? Duration.ZERO : vaultGrace;
  }
}
