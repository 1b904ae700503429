package io.parley.mesos.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.mesos.v1.Protos.ContainerInfo;
import org.apache.mesos.v1.Protos.Image;
import org.apache.mesos.v1.Protos.Parameter;
import org.apache.mesos.v1.Protos.Volume;

/**
 * The container of a task, as Flink's keys describe it. Immutable.
 *
 * @param type who makes it
 * @param image the docker image, if there is one
 * @param volumes what is mounted into it
 * @param parameters what docker is told beside, for docker only
 * @param pull whether docker may use an image that it has
 */
record TaskContainer(
        Type type, Optional<String> image, List<Volume> volumes, List<Parameter> parameters, ImagePull pull) {

    private static final String TYPE = "mesos.resourcemanager.tasks.container.type";
    private static final String IMAGE = "mesos.resourcemanager.tasks.container.image.name";
    private static final String VOLUMES = "mesos.resourcemanager.tasks.container.volumes";
    private static final String PARAMETERS = "mesos.resourcemanager.tasks.container.docker.parameters";
    private static final String FORCE_PULL = "mesos.resourcemanager.tasks.container.docker.force-pull-image";

    static final List<String> KEYS = List.of(TYPE, IMAGE, VOLUMES, PARAMETERS, FORCE_PULL);

    /** Where the sandbox lies in a container that has an image. Source: Mesos' agent flag sandbox_directory. */
    private static final String SANDBOX = "/mnt/mesos/sandbox/";

    /** Who makes containers. */
    enum Type {
        /** Mesos itself. */
        MESOS,
        /** A docker daemon. */
        DOCKER
    }

    /** When docker pulls an image. */
    enum ImagePull {
        /** It is pulled each time. */
        ALWAYS,
        /** One that is there is used. */
        WHEN_MISSING
    }

    TaskContainer {
        volumes = List.copyOf(volumes);
        parameters = List.copyOf(parameters);
    }

    /**
     * Reads the keys.
     *
     * @throws IllegalArgumentException by way of the reader, if a value is wrong by itself
     */
    static TaskContainer read(TaskKeyReader keys) {
        Type type = Type.MESOS;
        String name = keys.text(TYPE).orElse("mesos");
        switch (name.toLowerCase(Locale.ROOT)) {
            case "mesos" -> {}
            case "docker" -> type = Type.DOCKER;
            default -> throw keys.unusable(TYPE, "\"" + name + "\" makes no containers. Write mesos or docker.");
        }
        Optional<String> image = keys.text(IMAGE);
        if (type == Type.DOCKER && image.isEmpty()) {
            throw keys.unusable(TYPE, "docker needs an image. Set " + IMAGE + ", or write mesos.");
        }
        List<Parameter> parameters = new ArrayList<>();
        List<String> items = keys.items(PARAMETERS);
        for (String item : items) {
            int equals = item.indexOf('=');
            if (equals < 1) {
                // Not repeated: it may be what stands behind a comma in a secret.
                throw keys.unusable(
                        PARAMETERS,
                        "item " + (parameters.size() + 1) + " of " + items.size()
                                + " is no parameter and value. Write them as name=value,other=value; a value has no"
                                + " comma.");
            }
            parameters.add(Parameter.newBuilder()
                    .setKey(item.substring(0, equals).strip())
                    .setValue(item.substring(equals + 1).strip())
                    .build());
        }
        List<Volume> volumes =
                keys.items(VOLUMES).stream().map(item -> volume(keys, item)).toList();
        ImagePull pull = keys.flag(FORCE_PULL) ? ImagePull.ALWAYS : ImagePull.WHEN_MISSING;
        return new TaskContainer(type, image, volumes, parameters, pull);
    }

    /** Reads {@code [host path:]container path[:RO|RW]}. */
    private static Volume volume(TaskKeyReader keys, String item) {
        List<String> parts = new ArrayList<>(List.of(item.split(":", -1)));
        Volume.Builder volume = Volume.newBuilder().setMode(Volume.Mode.RW);
        String last = parts.get(parts.size() - 1).strip().toUpperCase(Locale.ROOT);
        if (parts.size() > 1 && (last.equals("RO") || last.equals("RW"))) {
            volume.setMode(Volume.Mode.valueOf(last));
            parts.remove(parts.size() - 1);
        }
        if (parts.size() > 2 || parts.stream().anyMatch(String::isBlank)) {
            throw keys.unusable(
                    VOLUMES,
                    "\"" + item
                            + "\" is no volume. Write it as /on/the/agent:/in/the/container:RO, where the first part"
                            + " and the last, RO or RW, may be left out.");
        }
        if (parts.size() == 2) {
            volume.setHostPath(parts.get(0).strip());
        }
        return volume.setContainerPath(parts.get(parts.size() - 1).strip()).build();
    }

    /** Gives a file in the sandbox as the process sees it, whatever directory it starts in. */
    String inSandbox(String file) {
        return image.isPresent() ? SANDBOX + file : file;
    }

    /**
     * Tells whether the first argument is the program's own name. Docker is given the arguments behind the program;
     * source: Mesos passes value and arguments to {@code docker run}.
     */
    boolean namesProgramInArguments() {
        return type == Type.MESOS;
    }

    ContainerInfo toContainerInfo() {
        ContainerInfo.Builder info = ContainerInfo.newBuilder().addAllVolumes(volumes);
        switch (type) {
            case MESOS -> {
                info.setType(ContainerInfo.Type.MESOS);
                image.ifPresent(name -> info.setMesos(ContainerInfo.MesosInfo.newBuilder()
                        .setImage(Image.newBuilder()
                                .setType(Image.Type.DOCKER)
                                .setDocker(Image.Docker.newBuilder().setName(name))
                                .setCached(pull == ImagePull.WHEN_MISSING))));
            }
            case DOCKER ->
                info.setType(ContainerInfo.Type.DOCKER)
                        .setDocker(ContainerInfo.DockerInfo.newBuilder()
                                .setImage(image.orElseThrow())
                                .setNetwork(ContainerInfo.DockerInfo.Network.HOST)
                                .addAllParameters(parameters)
                                .setForcePullImage(pull == ImagePull.ALWAYS));
        }
        return info.build();
    }
}
