package io.drover.command.job;

import io.drover.contract.json.GoDuration;
import io.drover.contract.model.Template;
import io.drover.contract.model.WaitConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rules for templates. */
final class TemplateRules {

  private static final int OCTAL = 8;

  private TemplateRules() {}

  static void checkAll(List<Template> templates, Problems p) {
    Map<String, Integer> destinations = new HashMap<>();
    int number = 0;
    for (Template template : templates) {
      number++;
      p.addNested("Template " + number + " validation failed: ", check(template));
      if (destinations.putIfAbsent(template.destPath(), number) instanceof Integer other) {
        p.add("Template " + number + " has same destination as " + other);
      }
    }
  }

  private static Problems check(Template t) {
    Problems p = new Problems();
    p.addIf(
        t.sourcePath().isEmpty() && t.embeddedTmpl().isEmpty(),
        "Must specify a source path or have an embedded template");
    p.addIf(t.destPath().isEmpty(), "Must specify a destination for the template");
    p.addIf(Paths.escape("task", t.destPath()), "destination escapes allocation directory");
    changeMode(t, p);
    p.addIf(t.splay().isNegative(), "Must specify positive splay value");
    if (!t.perms().isEmpty()) {
      String fault = Numbers.uint64Fault(t.perms(), OCTAL);
      p.addIf(fault != null, "Failed to parse " + Quote.of(t.perms()) + " as octal: " + fault);
    }
    WaitConfig wait = t.waitConfig();
    if (wait != null && wait.min() != null && wait.max() != null) {
      p.addIf(
          wait.min().compareTo(wait.max()) > 0,
          "wait min "
              + GoDuration.format(wait.min())
              + " is greater than max "
              + GoDuration.format(wait.max()));
    }
    return p;
  }

  private static void changeMode(Template t, Problems p) {
    switch (t.changeMode()) {
      case "noop", "restart" -> {}
      case "signal" -> {
        p.addIf(t.changeSignal().isEmpty(), "Must specify signal value when change mode is signal");
        p.addIf(t.envvars(), "cannot use signals with env var templates");
      }
      case "script" -> {
        if (t.changeScript() == null) {
          p.add("must specify change script configuration value when change mode is script");
        } else {
          p.addIf(
              t.changeScript().command().isEmpty(),
              "must specify script path value when change mode is script");
        }
      }
      default ->
          p.add("Invalid change mode. Must be one of the following: noop, signal, script, restart");
    }
  }
}
