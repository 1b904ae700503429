package io.parley.mesos.client;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Asks the masters of a list in turn. Not thread-safe. */
final class ListedMasters implements MasterLocator {

    private final List<URI> endpoints;
    private int at;
    private int failedInARow;

    ListedMasters(MasterList list) {
        this.endpoints = list.endpoints();
    }

    @Override
    public void start(Runnable changed) {
        // The list never changes.
    }

    @Override
    public Optional<URI> current() {
        return Optional.of(endpoints.get(at));
    }

    @Override
    public boolean anotherOne() {
        at = (at + 1) % endpoints.size();
        failedInARow = (failedInARow + 1) % endpoints.size();
        return failedInARow != 0;
    }

    @Override
    public void succeeded() {
        failedInARow = 0;
    }

    @Override
    public String trouble() {
        return "";
    }

    @Override
    public void stop() {
        // Nothing is held.
    }
}
