package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.negotiation.OrderedSignals;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.util.Records;
import org.junit.jupiter.api.Test;

class RecoveredContainersTest {

    private final OrderedSignals signals = new OrderedSignals(failure -> {});
    private final RecoveredContainers recovered = new RecoveredContainers(signals);

    private static Container container(int number) {
        Container container = Records.newRecord(Container.class);
        container.setId(ContainerId.fromString("container_1_0001_01_00000" + number));
        container.setResource(Resource.newInstance(1024, 1));
        return container;
    }

    @Test
    void everyContainerIsToldOnceTheEarlierAndTheLaterOnes() {
        recovered.add(container(2));
        List<ContainerId> told = new ArrayList<>();
        recovered.tell(container -> told.add(container.getId()));
        recovered.add(container(3));
        recovered.add(container(2));
        assertThat(told).as("told under the lock").isEmpty();

        signals.deliver();
        assertThat(told).containsExactly(container(2).getId(), container(3).getId());
    }

    @Test
    void aContainerIsTakenOnce() {
        recovered.add(container(2));

        assertThat(recovered.take(container(2).getId(), 1024).getId())
                .isEqualTo(container(2).getId());
        assertThatThrownBy(() -> recovered.take(container(2).getId(), 1024))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot adopt container_1_0001_01_000002: it is no running container of an earlier attempt,"
                        + " or has a demand already.");
    }

    @Test
    void aContainerThatIsTooSmallForThePlanIsKept() {
        recovered.add(container(2));

        assertThatThrownBy(() -> recovered.take(container(2).getId(), 1025))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot adopt container_1_0001_01_000002 of 1024 MiB for a plan of 1025 MiB. Adopt it with"
                        + " the plan that was started in it.");
        assertThat(recovered.all()).hasSize(1);
    }

    @Test
    void whatEndedOrWasTakenIsThereNoMore() {
        recovered.add(container(2));
        recovered.add(container(3));
        recovered.remove(container(2).getId());

        assertThat(recovered.takeAll()).containsExactly(container(3).getId());
        assertThat(recovered.all()).isEmpty();
    }
}
