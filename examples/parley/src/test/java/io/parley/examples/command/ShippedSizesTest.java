package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.core.configuration.ConfigurationOverrides;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShippedSizesTest {

    private static final String JOB_MANAGER = "jobmanager.memory.process.size";
    private static final String TASK_MANAGER = "taskmanager.memory.process.size";
    private static final FlinkConfiguration SHIPPED =
            FlinkConfiguration.of(Map.of(JOB_MANAGER, "1600m", TASK_MANAGER, "1728m", "web.refresh-interval", "500"));

    @ParameterizedTest
    @CsvSource({
        "jobmanager.memory.flink.size=1g, false, true",
        "jobmanager.memory.heap.size=1g, false, true",
        "jobmanager.memory.off-heap.size=1g, true, true",
        "taskmanager.memory.flink.size=1g, true, false",
        "taskmanager.memory.task.heap.size=1g taskmanager.memory.managed.size=1g, true, false",
        "taskmanager.memory.managed.size=1g, true, true",
        "taskmanager.memory.task.heap.size=1g, true, true"
    })
    void theShippedTotalGivesWayToASizeThatLeads(String overrides, boolean ofJobManager, boolean ofTaskManager) {
        ConfigurationOverrides parsed = ConfigurationOverrides.parse(Arrays.asList(overrides.split(" ")));

        FlinkConfiguration left = ShippedSizes.givingWay(SHIPPED, parsed);

        assertThat(left.contains(JOB_MANAGER)).isEqualTo(ofJobManager);
        assertThat(left.contains(TASK_MANAGER)).isEqualTo(ofTaskManager);
        assertThat(left.value("web.refresh-interval")).contains("500");
    }
}
