package io.parley.examples.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.launch.LaunchFailedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {

    private final Attempts attempts = new Attempts();
    private final List<String> tried = new ArrayList<>();

    @Test
    void whateverAStepThrowsTheNextIsTried() {
        attempts.attempt(() -> {
            throw new IllegalStateException("odd");
        });
        attempts.attempt(() -> {
            throw new LaunchFailedException("Known.", (Throwable) null);
        });
        attempts.attempt(() -> tried.add("last"));
        assertThat(tried).containsExactly("last");
        assertThatThrownBy(attempts::finish)
                .isInstanceOf(LaunchFailedException.class)
                .hasMessage("Unexpected: java.lang.IllegalStateException: odd. Known.")
                .satisfies(all -> assertThat(all.getSuppressed()).hasSize(1));
    }

    @Test
    void aStepThatACancelInterruptsIsTriedOnceMore() {
        attempts.attempt(() -> {
            tried.add("step");
            if (tried.size() == 1) {
                throw new InterruptedException();
            }
        });
        assertThat(tried).hasSize(2);
        assertThatThrownBy(attempts::finish).isInstanceOf(InterruptedException.class);
    }
}
