package io.parley.api.negotiation;

import java.util.concurrent.CompletableFuture;

/**
 * A future that only its owner completes; what others try has no effect. Thread-safe.
 *
 * <p>One such future serves everybody. A copy for each caller would be kept by the original until it completes.
 */
final class ToldFuture<T> extends CompletableFuture<T> {

    void tell(T value) {
        super.complete(value);
    }

    void fail(Throwable reason) {
        super.completeExceptionally(reason);
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    @Override
    public boolean complete(T value) {
        return false;
    }

    @Override
    public boolean completeExceptionally(Throwable reason) {
        return false;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }

    @Override
    public void obtrudeValue(T value) {
        throw new UnsupportedOperationException("Only the negotiator completes this.");
    }

    @Override
    public void obtrudeException(Throwable reason) {
        throw new UnsupportedOperationException("Only the negotiator completes this.");
    }
}
