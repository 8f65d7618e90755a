package io.drover.http.query;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Executor;

/** The event loop of a request; to be asked for while the request is still being handled on it. */
public final class EventLoops {

  private EventLoops() {}

  /** Runs tasks on the request's event loop, in its context. */
  public static Executor of(RoutingContext context) {
    Context own = context.vertx().getOrCreateContext();
    return task -> own.runOnContext(nothing -> task.run());
  }

  /** The loop itself. */
  static EventLoop loop(RoutingContext context) {
    return ((ContextInternal) context.vertx().getOrCreateContext()).nettyEventLoop();
  }
}
