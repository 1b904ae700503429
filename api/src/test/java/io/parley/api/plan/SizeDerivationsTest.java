package io.parley.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;

class SizeDerivationsTest {

    private static final SizeDerivation DERIVATION = new SizeDerivation.Default("off-heap.size");

    @Test
    @SuppressWarnings("NullAway")
    void refusesNullAndKeepsWhatItHas() {
        SizeDerivations.Builder builder = new SizeDerivations.Builder();
        builder.put(MemoryPart.OFF_HEAP, DERIVATION);
        assertThatNullPointerException()
                .isThrownBy(() -> builder.put(null, DERIVATION))
                .withMessage("part");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.put(MemoryPart.OFF_HEAP, null))
                .withMessage("derivation");
        assertThat(builder.build())
                .containsEntry(MemoryPart.OFF_HEAP, DERIVATION)
                .hasSize(1);
    }
}
