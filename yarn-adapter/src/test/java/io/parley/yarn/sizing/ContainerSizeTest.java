package io.parley.yarn.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerSizeTest {

    private static final Map<String, Long> AMOUNTS = Map.of("memory-mb", 2048L, "vcores", 2L, "yarn.io/gpu", 1L);

    @Test
    void namesAreThoseOfYarn() {
        ContainerSize size = ContainerSize.of(AMOUNTS);

        assertThat(size).isEqualTo(new ContainerSize(2048, 2, Map.of("yarn.io/gpu", 1L)));
        assertThat(size.byName()).isEqualTo(AMOUNTS);
        AMOUNTS.forEach((name, amount) -> assertThat(size.amount(name)).isEqualTo(amount));
    }

    @Test
    void whatIsNotNamedIsZero() {
        assertThat(ContainerSize.of(Map.of()).memory()).isZero();
        assertThat(ContainerSize.of(Map.of()).vcores()).isZero();
        assertThat(ContainerSize.of(AMOUNTS).amount("disk")).isZero();
    }

    @Test
    void refusesNegativeSizesAndMemoryTwice() {
        assertThatThrownBy(() -> new ContainerSize(-1, 1, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A container has no negative size, not -1 MiB and 1 vcores.");
        assertThatThrownBy(() -> new ContainerSize(1, 1, Map.of("vcores", 1L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("memory-mb and vcores are no further resources, as in {vcores=1}.");
    }
}
