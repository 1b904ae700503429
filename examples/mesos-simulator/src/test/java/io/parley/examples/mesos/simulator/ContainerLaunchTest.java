package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.mesos.v1.Protos.ContainerInfo;
import org.apache.mesos.v1.Protos.Image;
import org.apache.mesos.v1.Protos.NetworkInfo;
import org.junit.jupiter.api.Test;

/** Docker, images of it and volumes {@link TaskTroubleTest} asks for. */
class ContainerLaunchTest {

    private static ContainerInfo.Builder container() {
        return ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS);
    }

    @Test
    void hasNoNetworkThatHasAName() {
        assertThat(ContainerLaunch.problem(container()
                        .addNetworkInfos(NetworkInfo.getDefaultInstance())
                        .addNetworkInfos(NetworkInfo.newBuilder().setName("overlay"))
                        .build()))
                .hasValueSatisfying(problem -> assertThat(problem).endsWith("the task asks for the network overlay"));
    }

    /** It is that of the agent. */
    @Test
    void hasTheNetworkThatHasNone() {
        assertThat(ContainerLaunch.problem(container()
                        .addNetworkInfos(NetworkInfo.getDefaultInstance())
                        .build()))
                .isEmpty();
    }

    @Test
    void hasNoImageOfAppc() {
        Image image = Image.newBuilder()
                .setType(Image.Type.APPC)
                .setAppc(Image.Appc.newBuilder().setName("example.com/flink"))
                .build();

        assertThat(ContainerLaunch.problem(container()
                        .setMesos(ContainerInfo.MesosInfo.newBuilder().setImage(image))
                        .build()))
                .hasValueSatisfying(
                        problem -> assertThat(problem).endsWith("the task asks for the image example.com/flink"));
    }
}
