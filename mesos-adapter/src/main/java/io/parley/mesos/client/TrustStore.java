package io.parley.mesos.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Which masters are trusted over https, from a file. Stateless. */
public final class TrustStore {

    private TrustStore() {}

    /**
     * Reads a trust store.
     *
     * @param file a key store of a format that the JVM knows (PKCS12, JKS)
     * @param password its password; empty where it has none
     * @return what trusts the certificates in it, and nothing else
     * @throws IOException if the file cannot be read, the password is wrong, or it holds no certificate
     */
    public static SSLContext read(Path file, char[] password) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), password.length == 0 ? null : password);
            if (store.size() == 0) {
                throw new IOException("The trust store " + file + " holds no certificate.");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    Files.isRegularFile(file)
                            ? "The trust store " + file + " cannot be read: " + e.getMessage()
                            : "There is no trust store " + file + ".",
                    e);
        }
    }
}
