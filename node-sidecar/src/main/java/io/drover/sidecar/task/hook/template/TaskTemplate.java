package io.drover.sidecar.task.hook.template;

import io.drover.contract.model.Template;
import io.drover.sidecar.task.hook.TaskHook.HookFailed;
import io.drover.sidecar.template.CompiledTemplate;
import io.drover.sidecar.template.RenderedTemplate;
import io.drover.sidecar.template.TemplateError;
import io.drover.sidecar.template.TemplateInputs;
import io.drover.sidecar.template.TemplateLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;

/**
 * One template block with its text and its destination.
 *
 * @param label what errors call it: the path of its source, or that it has none
 */
record TaskTemplate(Template block, String label, byte[] source, TaskPaths.Place destination) {

  private static final int DEFAULT_MODE = 0644;

  static TaskTemplate load(Template block, TaskPaths paths) throws HookFailed {
    TaskPaths.Place destination = paths.destination(block.destPath());
    if (destination == null) {
      throw new HookFailed("template destination path escapes alloc directory", false, null);
    }
    if (block.sourcePath().isEmpty()) {
      return new TaskTemplate(
          block, "(dynamic)", block.embeddedTmpl().getBytes(StandardCharsets.UTF_8), destination);
    }
    TaskPaths.Place source = paths.source(block.sourcePath());
    if (source == null) {
      throw new HookFailed("template source path escapes alloc directory", false, null);
    }
    String path = source.path().toString();
    try {
      byte[] text = source.sandbox().read(source.relative());
      return new TaskTemplate(block, path, text, destination);
    } catch (NoSuchFileException absent) {
      throw new HookFailed(
          "failed to read template: open " + path + ": no such file or directory", false, absent);
    } catch (IOException failure) {
      throw new HookFailed("failed to read template: " + failure.getMessage(), false, failure);
    }
  }

  RenderedTemplate render(TemplateInputs inputs) throws RenderingFailed {
    CompiledTemplate compiled;
    try {
      compiled = CompiledTemplate.parse("", source, block.leftDelim(), block.rightDelim());
    } catch (TemplateError wrong) {
      throw new RenderingFailed(label + ": parse: " + wrong.getMessage());
    }
    try {
      return compiled.render(inputs, block.errMissingKey(), TemplateLimits.DEFAULT);
    } catch (TemplateError failure) {
      throw new RenderingFailed(label + ": execute: " + failure.getMessage());
    }
  }

  /** Writes what was rendered; false when the file has that content already. */
  boolean write(byte[] content) throws RenderingFailed {
    try {
      return destination
          .sandbox()
          .write(
              destination.relative(),
              content,
              new Sandbox.Access(mode(), block.uid(), block.gid()));
    } catch (IOException failure) {
      throw new RenderingFailed(
          "failed to write template to " + destination.path() + ": " + failure.getMessage());
    }
  }

  private int mode() throws RenderingFailed {
    try {
      return block.perms().isEmpty() ? DEFAULT_MODE : Integer.parseInt(block.perms(), 8);
    } catch (NumberFormatException wrong) {
      throw new RenderingFailed("Failed to parse \"" + block.perms() + "\" as octal");
    }
  }
}
