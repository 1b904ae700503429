package io.parley.examples.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterClientTest {

    @Test
    void whatCannotBeClosedDoesNotKeepTheRestOpen() {
        List<String> closed = new ArrayList<>();
        ClusterClient.closeEach(List.of(
                () -> closed.add("first"),
                () -> {
                    throw new IllegalStateException("It is stuck.");
                },
                () -> closed.add("last")));
        assertThat(closed).containsExactly("first", "last");
    }
}
