package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.util.resource.ResourceUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerShapeTest {

    private static final String GPU = "yarn.io/gpu";

    @BeforeEach
    void knowGpus() {
        YarnConfiguration types = new YarnConfiguration();
        types.set("yarn.resource-types", GPU);
        ResourceUtils.resetResourceTypes(types);
    }

    @AfterEach
    void forgetGpus() {
        ResourceUtils.resetResourceTypes(new YarnConfiguration());
    }

    private static Resource resource(long mebibytes, int vcores, long gpus) {
        return Resource.newInstance(mebibytes, vcores, Map.of(GPU, gpus));
    }

    private static ContainerRequest request(boolean relaxed, String label) {
        return ContainerRequest.newBuilder()
                .capability(resource(1024, 4, 2))
                .nodes(new String[] {"h1", "h2"})
                .priority(Priority.newInstance(9))
                .relaxLocality(relaxed)
                .nodeLabelsExpression(label)
                .build();
    }

    @Test
    void whatIsMissingIsNamedWithBothAmountsAndVcoresAreNotCounted() {
        ContainerShape shape = new ContainerShape(request(true, ""), 3);

        assertThat(shape.missing(resource(1024, 1, 2))).isEmpty();
        assertThat(shape.missing(resource(2048, 4, 3))).isEmpty();
        assertThat(shape.missing(resource(1023, 4, 1)))
                .containsExactlyInAnyOrder("1023 of 1024 memory-mb", "1 of 2 yarn.io/gpu");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachRequestIsLikeTheFirstWithThePriorityOfTheShape(boolean relaxed) {
        ContainerShape shape = new ContainerShape(request(relaxed, "fast"), 3);

        ContainerRequest one = shape.request();

        assertThat(one).isNotSameAs(shape.request());
        assertThat(one.getPriority().getPriority()).isEqualTo(3);
        assertThat(one.getCapability()).isEqualTo(resource(1024, 4, 2));
        assertThat(one.getNodes()).containsExactlyInAnyOrder("h1", "h2");
        assertThat(one.getRacks()).isNull();
        assertThat(one.getRelaxLocality()).isEqualTo(relaxed);
        assertThat(one.getNodeLabelExpression()).isEqualTo("fast");
    }

    @Test
    void whetherOtherPlacesDoMakesAnotherShape() {
        ContainerShape.Key required = ContainerShape.Key.of(request(false, "fast"));

        assertThat(required).isEqualTo(ContainerShape.Key.of(request(false, "fast")));
        assertThat(required).isNotEqualTo(ContainerShape.Key.of(request(true, "fast")));
        assertThat(required).isNotEqualTo(ContainerShape.Key.of(request(false, "slow")));
    }

    @Test
    void onlyHostsWithoutOtherChoiceAreRequired() {
        assertThat(new ContainerShape(request(false, ""), 3).requiredHosts()).containsExactlyInAnyOrder("h1", "h2");
        assertThat(new ContainerShape(request(true, ""), 3).requiredHosts()).isEmpty();
    }
}
