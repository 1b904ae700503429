package io.parley.mesos.marathon;

import io.parley.api.environment.ResourceTranslationException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.mesos.v1.Protos.ContainerInfo;
import org.apache.mesos.v1.Protos.Volume;

/** The container of an app, made of that of a task. Stateless. */
final class AppContainer {

    private AppContainer() {}

    static Map<String, Object> of(ContainerInfo info) {
        Map<String, Object> container = new LinkedHashMap<>();
        container.put("type", info.getType().name());
        Map<String, Object> docker = new LinkedHashMap<>();
        if (info.hasDocker()) {
            docker.put("image", info.getDocker().getImage());
            docker.put("forcePullImage", info.getDocker().getForcePullImage());
            if (info.getDocker().getParametersCount() > 0) {
                docker.put(
                        "parameters",
                        info.getDocker().getParametersList().stream()
                                .map(parameter -> Map.of("key", parameter.getKey(), "value", parameter.getValue()))
                                .toList());
            }
        } else if (info.getMesos().hasImage()) {
            docker.put("image", info.getMesos().getImage().getDocker().getName());
            docker.put("forcePullImage", !info.getMesos().getImage().getCached());
        }
        if (!docker.isEmpty()) {
            container.put("docker", docker);
        }
        if (info.getVolumesCount() > 0) {
            container.put(
                    "volumes",
                    info.getVolumesList().stream().map(AppContainer::volume).toList());
        }
        return container;
    }

    private static Map<String, Object> volume(Volume volume) {
        if (!volume.hasHostPath()) {
            throw ResourceTranslationException.inexpressible(
                    MarathonApp.ENVIRONMENT,
                    "the volume " + volume.getContainerPath() + " without a path on the agent",
                    "Write it as /on/the/agent:/in/the/container in mesos.resourcemanager.tasks.container.volumes.");
        }
        Map<String, Object> mounted = new LinkedHashMap<>();
        mounted.put("containerPath", volume.getContainerPath());
        mounted.put("hostPath", volume.getHostPath());
        mounted.put("mode", volume.getMode().name());
        return mounted;
    }
}
