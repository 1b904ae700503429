package io.parley.mesos.negotiation;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo.Capability;

/**
 * Who a framework is, by Flink's keys: {@code mesos.failover-timeout} (604800 s) and
 * {@code mesos.resourcemanager.framework.name} (Flink), {@code .role} (*), {@code .user} (the user of this process) and
 * {@code .principal}. Stateless.
 *
 * <p>The hostname is the name of this host, as Mesos' own driver tells it. There is no {@code webui_url}: the one page
 * that a launch could name is that of its JobManager, whose host and port are known only once its task was placed, and
 * a negotiator has none. Who has a page of their own sets it (
 * {@link MesosNegotiatorOptions#withFramework(FrameworkInfo)}).
 */
public final class FrameworkOptions {

    private static final ConfigurationOption<Integer> FAILOVER_TIMEOUT =
            ConfigurationOption.integer("mesos.failover-timeout").withDefault(604800);
    private static final ConfigurationOption<String> NAME =
            ConfigurationOption.text("mesos.resourcemanager.framework.name").withDefault("Flink");
    private static final ConfigurationOption<String> ROLE =
            ConfigurationOption.text("mesos.resourcemanager.framework.role").withDefault("*");
    private static final ConfigurationOption<String> USER =
            ConfigurationOption.text("mesos.resourcemanager.framework.user").withDefault("");
    private static final ConfigurationOption<String> PRINCIPAL = ConfigurationOption.text(
                    "mesos.resourcemanager.framework.principal")
            .withDefault("");
    private static final ConfigurationOption<Integer> REFUSE_MILLIS = ConfigurationOption.integer(
                    "mesos.resourcemanager.declined-offer-refuse-duration")
            .withDefault(5000);
    private static final ConfigurationOption<Integer> GPUS =
            ConfigurationOption.integer("mesos.resourcemanager.tasks.gpus").withDefault(0);

    /** The keys that are followed. */
    public static final List<String> KEYS =
            List.of(FAILOVER_TIMEOUT.key(), NAME.key(), ROLE.key(), USER.key(), PRINCIPAL.key(), REFUSE_MILLIS.key());

    private FrameworkOptions() {}

    /**
     * Makes what the master is told.
     *
     * @param configuration the configuration
     * @return a framework of one role, with every capability that the negotiator needs, and that of GPUs when some are
     *     asked for
     * @throws IllegalArgumentException if a value is wrong by itself; the message names the key
     */
    public static FrameworkInfo info(FlinkConfiguration configuration) {
        String role = configuration.get(ROLE).strip();
        checkRole(role, configuration);
        String user = configuration.get(USER).strip();
        FrameworkInfo.Builder info = FrameworkInfo.newBuilder()
                .setName(configuration.get(NAME))
                .setUser(user.isEmpty() ? System.getProperty("user.name", "root") : user)
                .addRoles(role)
                .setCheckpoint(true)
                .setFailoverTimeout(failoverTimeout(configuration).toMillis() / 1000.0);
        String principal = configuration.get(PRINCIPAL).strip();
        if (!principal.isEmpty()) {
            info.setPrincipal(principal);
        }
        thisHost().ifPresent(info::setHostname);
        for (Capability.Type capability : List.of(
                Capability.Type.MULTI_ROLE,
                Capability.Type.PARTITION_AWARE,
                Capability.Type.TASK_KILLING_STATE,
                Capability.Type.RESERVATION_REFINEMENT,
                Capability.Type.REGION_AWARE)) {
            info.addCapabilities(Capability.newBuilder().setType(capability));
        }
        if (configuration.get(GPUS) > 0) {
            info.addCapabilities(Capability.newBuilder().setType(Capability.Type.GPU_RESOURCES));
        }
        return info.build();
    }

    /** Masters only show it, so a host that does not know its own name is no reason to refuse anything. */
    private static Optional<String> thisHost() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /**
     * Gives how long a master keeps a framework without a subscription, before it ends it with its tasks.
     *
     * @param configuration the configuration
     * @return the time of {@code mesos.failover-timeout}, a week by default
     * @throws IllegalArgumentException if the value is negative or cannot be read; the message names the key
     */
    public static Duration failoverTimeout(FlinkConfiguration configuration) {
        int timeout = configuration.get(FAILOVER_TIMEOUT);
        if (timeout < 0) {
            throw unusable(
                    FAILOVER_TIMEOUT,
                    configuration,
                    "a time of " + timeout
                            + " s cannot be waited. Write 0, with which one lost connection ends every task, or more.");
        }
        return Duration.ofSeconds(timeout);
    }

    /** Source: the rules of roles in Mesos' documentation. */
    private static void checkRole(String role, FlinkConfiguration configuration) {
        boolean known = role.equals("*")
                || Stream.of(role.split("/", -1))
                        .noneMatch(part -> part.isEmpty()
                                || part.equals(".")
                                || part.equals("..")
                                || part.startsWith("-")
                                || part.equals("*")
                                || part.chars().anyMatch(Character::isWhitespace)
                                || part.contains("\\"));
        if (!known) {
            throw unusable(
                    ROLE,
                    configuration,
                    "\"" + role + "\" is no role. Write * or names between slashes, without"
                            + " blanks and backslashes, that start with no hyphen.");
        }
    }

    /**
     * Gives how long an offer that may fit soon is declined.
     *
     * @param configuration the configuration
     * @return the time of {@code mesos.resourcemanager.declined-offer-refuse-duration}, 5 s by default
     * @throws IllegalArgumentException if the value is negative or cannot be read; the message names the key
     */
    public static Duration refusal(FlinkConfiguration configuration) {
        int millis = configuration.get(REFUSE_MILLIS);
        if (millis < 0) {
            throw unusable(
                    REFUSE_MILLIS, configuration, "an offer cannot be refused for " + millis + " ms. Write 0 or more.");
        }
        return Duration.ofMillis(millis);
    }

    /**
     * Checks a framework that somebody else describes.
     *
     * @param info the framework
     * @return its only role
     * @throws IllegalArgumentException if it has not just one role, or says so in a way that its capabilities do not
     *     allow
     */
    @SuppressWarnings("deprecation") // The old field is what has to be refused.
    public static String roleOf(FrameworkInfo info) {
        Set<Capability.Type> capabilities =
                info.getCapabilitiesList().stream().map(Capability::getType).collect(Collectors.toSet());
        boolean several = capabilities.contains(Capability.Type.MULTI_ROLE);
        if (info.getRolesCount() > 0 && !several) {
            throw new IllegalArgumentException("Cannot subscribe with the roles " + info.getRolesList()
                    + " without the capability MULTI_ROLE: the master refuses it. Add the capability.");
        }
        if (several && info.hasRole()) {
            throw new IllegalArgumentException("Cannot subscribe with the capability MULTI_ROLE and the field role ("
                    + info.getRole() + "): the master refuses it. Use the field roles.");
        }
        if (info.getRolesCount() > 1 || (several && info.getRolesCount() == 0)) {
            throw new IllegalArgumentException(
                    "A negotiator takes offers of one role, not of " + info.getRolesList() + ". Name one.");
        }
        return several ? info.getRoles(0) : info.getRole();
    }

    /** Tells whether a framework is offered GPUs at all. */
    static boolean isOfferedGpus(FrameworkInfo info) {
        return info.getCapabilitiesList().stream()
                .anyMatch(capability -> capability.getType() == Capability.Type.GPU_RESOURCES);
    }

    private static IllegalArgumentException unusable(
            ConfigurationOption<?> option, FlinkConfiguration configuration, String why) {
        return new IllegalArgumentException(
                "Cannot use " + option.key() + " (" + configuration.origin(option.key()) + "): " + why);
    }
}
