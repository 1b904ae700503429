package io.parley.mesos.client;

/** The body of an answer: a stream of events, or a short text. */
sealed interface Reply permits EventStream, Reply.Text {

    /**
     * A text, cut where it is long.
     *
     * @param text the text
     */
    record Text(String text) implements Reply {}
}
