package io.parley.standalone.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.LaunchFailedException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A port that a JobManager listens on, as its configuration says. Immutable.
 *
 * @param key the key that counts
 * @param ports one port, a range, or several of both with commas; 0 stands for any free one
 * @param addressKey the key of where it listens
 * @param address where it listens; empty for every address of the host
 */
record PortOption(String key, String ports, String addressKey, Optional<String> address) {

    private static final System.Logger LOG = System.getLogger(PortOption.class.getName());
    private static final int LARGEST = 65535;

    /** Gives the port of the REST endpoint. */
    static PortOption rest(FlinkConfiguration configuration) {
        return of(
                configuration,
                ConfigurationOption.text("rest.bind-port").withDeprecatedKeys("rest.port", "web.port"),
                new PortOption("rest.port", "8081", "rest.bind-address", configuration.value("rest.bind-address")));
    }

    /** Gives the port that TaskManagers call; none where high availability chooses one. */
    static Optional<PortOption> rpc(FlinkConfiguration configuration) {
        boolean highlyAvailable = !configuration
                .find(ConfigurationOption.text("high-availability.type")
                        .withDeprecatedKeys("high-availability")
                        .withDefault("NONE"))
                .orElse("NONE")
                .equalsIgnoreCase("NONE");
        return highlyAvailable
                ? Optional.empty()
                : Optional.of(of(
                        configuration,
                        ConfigurationOption.text("jobmanager.rpc.bind-port").withDeprecatedKeys("jobmanager.rpc.port"),
                        new PortOption(
                                "jobmanager.rpc.port",
                                "6123",
                                "jobmanager.bind-host",
                                configuration.value("jobmanager.bind-host"))));
    }

    private static PortOption of(
            FlinkConfiguration configuration, ConfigurationOption<String> option, PortOption otherwise) {
        return configuration
                .keyOf(option)
                .map(key ->
                        new PortOption(key, configuration.get(option).strip(), otherwise.addressKey, otherwise.address))
                .orElse(otherwise);
    }

    /**
     * A port that was chosen. Immutable.
     *
     * @param option what it was chosen for
     * @param port the port
     */
    record Chosen(PortOption option, int port) {

        /** Tells whether the option left a choice. */
        boolean isOpen() {
            return !option.ports().equals(Integer.toString(port));
        }

        /** Gives the message for a port that somebody has taken since. */
        String taken() {
            return isOpen()
                    ? "Cannot launch the JobManager: port " + port + ", which was free and chosen for " + option.key()
                            + " " + option.ports() + ", is in use on "
                            + option.address().orElse("this host") + " now. Launch again, or set " + option.key()
                            + " to a port that stays free."
                    : option.inUse();
        }
    }

    /**
     * A chosen port that is listened on until this is closed, so that nothing else chooses it meanwhile.
     *
     * @param chosen the port
     * @param socket what listens
     */
    record Held(Chosen chosen, ServerSocket socket) implements AutoCloseable {

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "The port " + chosen.port() + " was not given back.", e);
            }
        }
    }

    /**
     * Chooses a port that nobody listens on, and listens there.
     *
     * @param lost ports that were chosen before and that somebody else had then
     * @throws IllegalArgumentException if the text names no ports
     * @throws LaunchFailedException if none of them can be listened on; the message says why
     */
    Held hold(Set<Integer> lost) {
        IOException refusal = null;
        for (String part : ports.split(",", -1)) {
            String[] ends = part.strip().split("-", 2);
            int first = number(ends[0]);
            int last = ends.length == 1 ? first : number(ends[1]);
            if (first > last) {
                throw noPorts();
            }
            for (int port = first; port <= last; port++) {
                if (port > 0 && lost.contains(port)) {
                    continue;
                }
                try {
                    ServerSocket socket = listen(port);
                    return new Held(new Chosen(this, socket.getLocalPort()), socket);
                } catch (IOException e) {
                    refusal = e;
                }
            }
        }
        if (refusal == null || isInUse(refusal, inUseHere())) {
            throw new LaunchFailedException(inUse(), refusal);
        }
        throw new LaunchFailedException(refused(refusal), refusal);
    }

    /**
     * Tells whether a port was refused because somebody has it. The system says that in its user's language and Java
     * throws the same for every reason, so it is compared with what is said of a port that is in use for certain.
     */
    static boolean isInUse(IOException refusal, Optional<BindException> ofOneInUse) {
        return ofOneInUse.isPresent()
                && refusal instanceof BindException
                && Objects.equals(refusal.getMessage(), ofOneInUse.get().getMessage());
    }

    /** Gives what the system says of a port that is in use; empty where nothing can listen at the address at all. */
    private Optional<BindException> inUseHere() {
        try (ServerSocket first = listen(0)) {
            try (ServerSocket second = listen(first.getLocalPort())) {
                LOG.log(System.Logger.Level.DEBUG, "Two listen on port {0}.", String.valueOf(second.getLocalPort()));
                return Optional.empty();
            } catch (BindException e) {
                return Optional.of(e);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private String refused(IOException refusal) {
        if (refusal instanceof UnknownHostException) {
            return "Cannot launch the JobManager: it cannot listen on " + address.orElse("this host") + " ("
                    + addressKey + "), which is no known host. Set " + addressKey + " to an address of this host.";
        }
        return "Cannot launch the JobManager: it cannot listen on port " + ports + " (" + key + ") of "
                + address.orElse("this host") + ": " + refusal.getMessage() + ". Set " + key
                + " to a port that this user may listen on, and " + addressKey + " to an address of this host.";
    }

    /** Gives the message for a port that somebody else has. */
    private String inUse() {
        return "Cannot launch the JobManager: port " + ports + " (" + key + ") is in use on "
                + address.orElse("this host") + ". End what listens there, or set " + key
                + " to a free port, or to 0 for any free one.";
    }

    private int number(String text) {
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= 0 && number <= LARGEST) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw noPorts();
        }
        throw noPorts();
    }

    private IllegalArgumentException noPorts() {
        return new IllegalArgumentException("Cannot use " + key + ": \"" + ports
                + "\" names no ports. Write one from 0 to 65535, a range such as 8081-8090, or several with commas.");
    }

    private ServerSocket listen(int port) throws IOException {
        InetSocketAddress local = address.isEmpty()
                ? new InetSocketAddress(port)
                : new InetSocketAddress(InetAddress.getByName(address.get()), port);
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(local);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
