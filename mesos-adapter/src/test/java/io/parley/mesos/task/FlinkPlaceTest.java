package io.parley.mesos.task;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlinkPlaceTest {

    @ParameterizedTest
    @ValueSource(strings = {" ", "/opt/a:b", "/opt/*", "a\0b"})
    void homeThatAClassPathCannotHoldIsRefusedByItsKey(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlinkPlace.Home(path))
                .withMessage("Cannot use \"" + path + "\" as a Flink home on Mesos: a class path cannot hold it. Name a"
                        + " folder without a colon and an asterisk (parley.mesos.flink-home).");
    }

    @Test
    void jarsThatAClassPathCannotHoldAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlinkPlace.SharedJars(List.of("/a.jar", "/x:y/b.jar"), List.of()))
                .withMessage("Cannot put /x:y/b.jar on a class path: it holds a \":\", which separates entries. Move it"
                        + " to a folder without one.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlinkPlace.SharedJars(List.of(), List.of()))
                .withMessage("A Flink process on Mesos needs at least one jar.");
    }
}
