package io.drover.sidecar.task.check;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Takes the first bytes of an answer and leaves the rest of it, however much that is. */
final class BodyStart implements BodySubscriber<String> {

  private final int bytesMax;
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private final CompletableFuture<String> body = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  BodyStart(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  @Override
  public CompletionStage<String> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription one) {
    subscription = one;
    if (bytesMax == 0) {
      finish();
    } else {
      one.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> items) {
    for (ByteBuffer item : items) {
      byte[] some = new byte[Math.min(item.remaining(), bytesMax - taken.size())];
      item.get(some);
      taken.writeBytes(some);
    }
    if (taken.size() >= bytesMax) {
      finish();
    }
  }

  private void finish() {
    if (subscription != null) {
      subscription.cancel();
    }
    onComplete();
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(taken.toString(StandardCharsets.UTF_8));
  }
}
