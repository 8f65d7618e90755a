package io.drover.metrics;

import io.drover.command.Command;
import io.drover.command.Commands;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Measures how long commands of some classes take from being handed in to their answer. */
public final class TimedCommands implements Commands {

  private final Commands commands;
  private final Map<Class<?>, Sample> samples;

  public TimedCommands(Commands commands, Map<Class<?>, Sample> samples) {
    this.commands = commands;
    this.samples = Map.copyOf(samples);
  }

  @Override
  public <R> CompletionStage<R> submit(Command<R> command) {
    @Nullable Sample sample = samples.get(command.getClass());
    if (sample == null) {
      return commands.submit(command);
    }
    long began = System.nanoTime();
    return commands.submit(command).whenComplete((answer, failure) -> sample.since(began));
  }
}
