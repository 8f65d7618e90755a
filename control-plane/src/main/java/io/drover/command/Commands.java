package io.drover.command;

import java.util.concurrent.CompletionStage;

/**
 * Where commands are handed in. The stage completes once the command's events are committed and
 * applied here, so that a read that follows sees them. It fails with a {@link Refusal} if the
 * command was refused, with {@link Unavailable} if it certainly or possibly was not carried out. It
 * may complete on a thread of the log: what takes time after it goes elsewhere.
 */
@FunctionalInterface
public interface Commands {

  <R> CompletionStage<R> submit(Command<R> command);
}
