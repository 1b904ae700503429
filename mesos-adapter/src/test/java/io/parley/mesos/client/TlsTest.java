package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path folder;

    private final RecordingScheduler scheduler = new RecordingScheduler();
    private final EventFeed feed = new EventFeed(ContentEncoding.PROTOBUF);
    private final ClientOptions options =
            ClientOptions.DEFAULT.withWaits(MesosHttpClientTest.QUICK).withListener(scheduler);

    @BeforeAll
    static void makeACertificate() throws Exception {
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=master", "-ext", "san=ip:127.0.0.1", "-keystore", "key");
        keytool("-exportcert", "-file", folder.resolve("certificate").toString(), "-keystore", "key");
        keytool(
                "-importcert",
                "-noprompt",
                "-file",
                folder.resolve("certificate").toString(),
                "-keystore",
                "trust");
    }

    @Test
    void speaksToAMasterThatTheTrustStoreKnows() throws Exception {
        ClientOptions trusting = options.withTls(TrustStore.read(folder.resolve("trust"), PASSWORD));
        try (ScriptedMaster master = ScriptedMaster.on(server(), feed);
                MesosHttpClient client = MesosHttpClient.connect(
                        MasterAddress.parse("https://127.0.0.1:" + master.port()), trusting, scheduler)) {
            feed.emit(feed.stream(), EventFeed.subscribed("f", 15));
            assertThat(scheduler.nextEvent().getType()).isEqualTo(Event.Type.SUBSCRIBED);
            client.send(MesosHttpClientTest.acknowledge());
            master.next();
            assertThat(master.next().header("Mesos-Stream-Id")).isEqualTo(EventFeed.STREAM);
        }
    }

    @Test
    void tellsAtOnceThatTheTrustStoreDoesNotKnowTheMaster() throws Exception {
        try (ScriptedMaster master = ScriptedMaster.on(server(), feed);
                MesosHttpClient client = MesosHttpClient.connect(
                        MasterAddress.parse("https://127.0.0.1:" + master.port()), options, scheduler)) {
            assertThat(scheduler.nextEvent().getError().getMessage())
                    .startsWith("The Mesos master https://127.0.0.1:" + master.port()
                            + " cannot be reached: the TLS handshake failed (")
                    .endsWith("Check the trust store, and that the certificate names the host.");
            client.reconnect();
        }
    }

    @Test
    void aTrustStoreWhoseCertificatesAreReadByAnybodyNeedsNoPassword() throws Exception {
        KeyStore open = KeyStore.getInstance("JKS");
        open.load(null, null);
        open.setCertificateEntry(
                "master",
                KeyStore.getInstance(folder.resolve("trust").toFile(), PASSWORD).getCertificate("master"));
        try (OutputStream file = Files.newOutputStream(folder.resolve("open"))) {
            open.store(file, PASSWORD);
        }
        assertThat(TrustStore.read(folder.resolve("open"), new char[0])).isNotNull();
    }

    @Test
    void saysWhatIsWrongWithATrustStore() throws Exception {
        assertThatIOException()
                .isThrownBy(() -> TrustStore.read(folder.resolve("none"), PASSWORD))
                .withMessage("There is no trust store " + folder.resolve("none") + ".");
        assertThatIOException()
                .isThrownBy(() -> TrustStore.read(folder.resolve("trust"), "hunter2".toCharArray()))
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("hunter2"));
        Path text = Files.writeString(folder.resolve("text"), "no key store");
        assertThatIOException()
                .isThrownBy(() -> TrustStore.read(text, PASSWORD))
                .withMessageStartingWith("The trust store " + text + " cannot be read");
    }

    private static ServerSocket server() throws Exception {
        KeyStore keys = KeyStore.getInstance(folder.resolve("key").toFile(), PASSWORD);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        for (String argument : arguments) {
            boolean store = argument.equals("key") || argument.equals("trust");
            command.add(store ? folder.resolve(argument).toString() : argument);
        }
        command.addAll(List.of("-alias", "master", "-storepass", "changeit"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("log")))
                .isZero();
    }
}
