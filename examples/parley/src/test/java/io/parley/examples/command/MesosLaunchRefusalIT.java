package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.parley.examples.launch.MesosUnderTest;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user of {@code launch --environment mesos} is told where a launch cannot be, over real HTTP and TLS. */
@Timeout(60)
class MesosLaunchRefusalIT {

    private static final String SECRET = "hunter2-secret";
    private static final String FRAMEWORK = "mesos.resourcemanager.framework.";

    /** Launches, and is refused with a reason on standard error and nothing else. */
    private static String refusal(String master, String... keys) {
        List<String> arguments = new ArrayList<>(List.of("launch", "--environment", "mesos", "--master", master));
        Stream.concat(Stream.of("parley.mesos.master-timeout=2 s"), Stream.of(keys))
                .forEach(key -> arguments.addAll(List.of("-D", key)));
        long began = System.nanoTime();

        Run.Result result = Run.PARLEY.run(arguments.toArray(String[]::new));

        assertThat(result.status()).as(result.out() + result.err()).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
        assertThat(result.out() + result.err()).doesNotContain("hunter2");
        assertThat(result.err())
                .doesNotContain("Internal error", "\tat ", "..", ". .")
                .endsWith(".\n");
        return result.err();
    }

    private static String refusedBy(MesosUnderTest master, String... keys) {
        return refusal(master.address().toString(), keys);
    }

    @Test
    void masterOfAnUnknownHost() {
        assertThat(refusal("http://no-such-host.invalid:5050"))
                .startsWith("Cannot launch on the Mesos of http://no-such-host.invalid:5050. No Mesos master took the"
                        + " subscription within 2.0 s.")
                .contains("the host name is unknown. Check the address (mesos.master).", "parley.mesos.master-timeout");
    }

    @Test
    void masterAtAPortWhereNobodyListensIsToldWhileItIsLookedFor() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        Run.Result result = Run.PARLEY.run(
                "launch",
                "--environment",
                "mesos",
                "--master",
                "127.0.0.1:" + port,
                "-D",
                "parley.mesos.master-timeout=3 s");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("the connection was refused. Check the port");
        assertThat(result.err())
                .contains("the connection was refused. Check the port and that the master runs (mesos.master).");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|answered SUBSCRIBE with status 200 and no event stream|It does not seem to be a Mesos master",
                "404|is not ready for SUBSCRIBE: 404|Look at mesos.master: host, port, and whether it is http or https",
                "405|refused SUBSCRIBE with 405|Look at mesos.master: host, port, and whether it is http or https"
            })
    void serverThatIsNoMesos(int status, String what, String cure) throws IOException {
        HttpServer server = server(exchange -> {
            byte[] page = "<html>Shop</html>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(status, page.length);
            exchange.getResponseBody().write(page);
        });
        try {
            assertThat(refusal("http://127.0.0.1:" + server.getAddress().getPort()))
                    .contains(what, cure);
        } finally {
            server.stop(0);
        }
    }

    private interface Handler {
        void answer(HttpExchange exchange) throws IOException;
    }

    private static HttpServer server(Handler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            handler.answer(exchange);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void serverThatSpeaksNoHttp() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread greeting = new Thread(() -> {
                while (!server.isClosed()) {
                    try (Socket client = server.accept()) {
                        client.getOutputStream().write("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        // The test is over, or the client went.
                    }
                }
            });
            greeting.setDaemon(true);
            greeting.start();

            assertThat(refusal("127.0.0.1:" + server.getLocalPort()))
                    .contains("broke the connection off", "Look at mesos.master: host, port");
        }
    }

    @ParameterizedTest
    @EnumSource
    void wrongCredentialsAreToldFromOnesThatMayNot(MesosUnderTest.Kind kind) {
        try (MesosUnderTest master = demanding(kind, "other")) {
            String wrong = refusedBy(master, FRAMEWORK + "principal=flink", FRAMEWORK + "secret=" + SECRET);
            assertThat(wrong)
                    .contains(
                            "refused SUBSCRIBE with 401",
                            "it does not know the principal 'flink' with this secret. Check " + FRAMEWORK
                                    + "principal and " + FRAMEWORK + "secret.");
            assertThat(refusedBy(master))
                    .contains("refused SUBSCRIBE with 401", "none are set. Set " + FRAMEWORK + "principal");
        }
        try (MesosUnderTest master = demanding(kind, SECRET)) {
            master.script().calls().refuseNext(Call.Type.SUBSCRIBE, 403, "Principal is not allowed");
            assertThat(refusedBy(master, FRAMEWORK + "principal=flink", FRAMEWORK + "secret=" + SECRET))
                    .contains(
                            "refused SUBSCRIBE with 403 (Principal is not allowed)",
                            "it knows the principal 'flink', who may not do this now",
                            "Check what this principal may do there, or name another (" + FRAMEWORK + "principal).");
        }
    }

    private static MesosUnderTest demanding(MesosUnderTest.Kind kind, String secret) {
        return MesosUnderTest.scripted(
                kind,
                "demand credentials",
                SimulatorSettings.usual().onFreePorts().withCredential("flink", secret));
    }

    @Test
    void secretWithoutAPrincipal() {
        assertThat(refusal("127.0.0.1:5050", FRAMEWORK + "secret=" + SECRET))
                .startsWith("Cannot use " + FRAMEWORK + "secret (")
                .endsWith("Set " + FRAMEWORK + "principal.\n");
    }

    @ParameterizedTest
    @EnumSource
    void certificateThatIsNotTrustedOrIsAnotherHosts(MesosUnderTest.Kind kind, @TempDir Path folder) throws Exception {
        Certificates others = Certificates.of(folder, "dns:master.example");
        try (MesosUnderTest tested = MesosUnderTest.open(kind);
                Relay relay = new Relay(tested.address(), others.server())) {
            String master = "https://127.0.0.1:" + relay.port();

            assertThat(refusal(master))
                    .contains(
                            "the TLS handshake failed (PKIX path building failed",
                            "). Its certificate is not trusted here: name a key store that holds it or its issuer"
                                    + " (parley.mesos.ssl.truststore).");
            assertThat(refusal(
                            master,
                            "parley.mesos.ssl.truststore=" + others.trust(),
                            "parley.mesos.ssl.truststore-password=" + Certificates.PASSWORD))
                    .contains(
                            "the TLS handshake failed",
                            "127.0.0.1 found). Write the name that its certificate has into mesos.master");
            assertThat(refusal(
                            master,
                            "parley.mesos.ssl.truststore=" + others.trust(),
                            "parley.mesos.ssl.truststore-password=hunter2-wrong"))
                    .contains("parley.mesos.ssl.truststore", "parley.mesos.ssl.truststore-password");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Role 'eng' is not present in the master's --roles|" + FRAMEWORK + "role)",
                "Not authorized to use roles '{ eng }'|" + FRAMEWORK + "role)",
                "Authenticated principal 'a' is not 'b'|Check " + FRAMEWORK + "principal",
                "User 'root' is not allowed to run frameworks|" + FRAMEWORK + "user)",
                "Framework has been removed|parley.mesos.state-file",
                "Something else.|Check " + FRAMEWORK + "name, .role, .user and .principal"
            })
    void frameworkThatTheMasterDoesNotWant(String error, String cure) throws IOException {
        HttpServer server = server(exchange -> {
            byte[] event = Event.newBuilder()
                    .setType(Event.Type.ERROR)
                    .setError(Event.Error.newBuilder().setMessage(error))
                    .build()
                    .toByteArray();
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.getResponseHeaders().add("Mesos-Stream-Id", "stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write((event.length + "\n").getBytes(StandardCharsets.US_ASCII));
            exchange.getResponseBody().write(event);
        });
        try {
            assertThat(refusal("127.0.0.1:" + server.getAddress().getPort(), FRAMEWORK + "role=eng"))
                    .contains("does not keep the subscription: " + error.replaceAll("[.]$", "") + ". ", cure);
        } finally {
            server.stop(0);
        }
    }

    /** Rows of a setting and why it is wrong, for each kind of master. */
    static Stream<Arguments> wrongKeys() {
        return Stream.of(
                        "mesos.constraints.hard.hostattribute=rack:r1,zone,az:x|item 2 of 3, \"zone\", is no attribute",
                        "mesos.constraints.hard.hostattribute=rack:r1,,az:x|item 2 of 3, \"\", is no attribute and value",
                        "rest.port=99999|\"99999\" is no port and no range of ports from 0 to 65535",
                        "jobmanager.rpc.port=-1|\"-1\" is no port and no range of ports from 0 to 65535",
                        "mesos.resourcemanager.declined-offer-refuse-duration=-5|an offer cannot be refused for -5 ms",
                        "mesos.failover-timeout=-1|a time of -1 s cannot be waited",
                        "mesos.resourcemanager.framework.role=a b|\"a b\" is no role",
                        "mesos.resourcemanager.framework.role=-x|\"-x\" is no role",
                        "parley.mesos.kill-grace=-1 s|parley.mesos.kill-grace")
                .map(row -> row.split("[|]"))
                .flatMap(
                        row -> Stream.of(MesosUnderTest.Kind.values()).map(kind -> Arguments.of(kind, row[0], row[1])));
    }

    @ParameterizedTest
    @MethodSource("wrongKeys")
    void keyThatIsWrongByItself(MesosUnderTest.Kind kind, String setting, String why) {
        try (MesosUnderTest master = MesosUnderTest.open(kind)) {
            assertThat(refusedBy(master, setting))
                    .contains("Cannot use " + setting.substring(0, setting.indexOf('=')))
                    .contains(why);
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:99999", "http://127.0.0.1", "ftp://127.0.0.1:21", "zk://127.0.0.1:2181"})
    void addressThatIsNone(String address) {
        assertThat(refusal(address)).contains("mesos.master", "Write ");
    }
}
