package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A key and the trust store that knows its certificate.
 *
 * @param key with the key
 * @param trust with the certificate
 */
record Certificates(Path key, Path trust) {

    static final String PASSWORD = "hunter2-truststore";

    /** Makes them for a name such as {@code ip:127.0.0.1}. */
    static Certificates of(Path folder, String name) throws IOException, InterruptedException {
        Certificates made = new Certificates(folder.resolve("key"), folder.resolve("trust"));
        Path certificate = folder.resolve("certificate");
        keytool(folder, made.key, "-genkeypair", "-keyalg", "EC", "-dname", "CN=master", "-ext", "san=" + name);
        keytool(folder, made.key, "-exportcert", "-file", certificate.toString());
        keytool(folder, made.trust, "-importcert", "-noprompt", "-file", certificate.toString());
        return made;
    }

    ServerSocketFactory server() throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(key.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }

    private static void keytool(Path folder, Path store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-alias", "master", "-storepass", PASSWORD));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }
}
