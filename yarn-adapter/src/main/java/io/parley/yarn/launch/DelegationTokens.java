package io.parley.yarn.launch;

import io.parley.api.launch.LaunchFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.security.token.TokenIdentifier;
import org.apache.hadoop.yarn.client.util.YarnClientUtils;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;

/**
 * The tokens by which containers use the file systems of the cluster without a login. Not thread-safe;
 * {@link #toString()} shows how many there are.
 *
 * <p>Once YARN knows the application it cancels them at the application's end; until then they are cancelled here.
 */
final class DelegationTokens {

    private static final System.Logger LOG = System.getLogger(DelegationTokens.class.getName());

    private final Configuration hadoop;
    private final Credentials credentials;
    private final List<Token<?>> obtained = new ArrayList<>();
    /** Tokens that are never cancelled here: those of the user, and those that are cancelled already. */
    private final Set<Token<?>> kept;

    private DelegationTokens(Configuration hadoop, Credentials credentials) {
        this.hadoop = hadoop;
        this.credentials = credentials;
        this.kept = new HashSet<>(credentials.getAllTokens());
    }

    /**
     * Obtains tokens as the current user: those that the user has, and one of every file system that a container
     * localizes files from or that the configuration names, renewable by the ResourceManager.
     *
     * @throws LaunchFailedException if a file system does not give one; those of the others are cancelled
     */
    static DelegationTokens obtain(Configuration hadoop, KerberosOptions kerberos, StagedFiles staged)
            throws IOException {
        DelegationTokens tokens = new DelegationTokens(hadoop, usersTokens());
        if (kerberos.fetchTokens()) {
            boolean complete = false;
            try {
                tokens.add(fileSystems(hadoop, kerberos, staged));
                complete = true;
            } finally {
                if (!complete) {
                    tokens.cancel();
                }
            }
        }
        return tokens;
    }

    private void add(Set<FileSystem> fileSystems) throws IOException {
        String renewer = YarnClientUtils.getRmPrincipal(hadoop);
        for (FileSystem fileSystem : fileSystems) {
            try {
                Token<?>[] added = fileSystem.addDelegationTokens(renewer, credentials);
                if (added != null) {
                    obtained.addAll(List.of(added));
                }
            } catch (IOException e) {
                throw new LaunchFailedException(
                        "Cannot obtain a delegation token of " + fileSystem.getUri() + ": " + e.getMessage()
                                + ". Check that it runs and that the user may use it.",
                        e);
            }
        }
    }

    /** Gives the tokens, those of the user among them. */
    Credentials credentials() {
        return credentials;
    }

    /**
     * Cancels, as the current user, what was obtained; the tokens that the user had stay. A cancelled caller does not
     * stop it, and stays interrupted.
     */
    void cancel() {
        boolean interrupted = Thread.interrupted();
        try {
            for (Token<?> token : ours()) {
                try {
                    token.cancel(hadoop);
                } catch (InterruptedException e) {
                    interrupted = true;
                    LOG.log(System.Logger.Level.WARNING, left(token), e);
                } catch (IOException | RuntimeException e) {
                    LOG.log(System.Logger.Level.WARNING, left(token), e);
                }
                kept.add(token);
            }
            obtained.clear();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * A file system that fails halfway has put the tokens of its first parts among the credentials, and told of none.
     */
    private Set<Token<?>> ours() {
        Set<Token<?>> ours = new LinkedHashSet<>(obtained);
        ours.addAll(credentials.getAllTokens());
        ours.removeAll(kept);
        return ours;
    }

    private static String left(Token<?> token) {
        return "A delegation token of " + token.getService() + " is not cancelled; it ends by itself.";
    }

    /** Gives the tokens of the current user, without that of an application master, which is another's. */
    private static Credentials usersTokens() throws IOException {
        Credentials credentials = new Credentials();
        Credentials has = UserGroupInformation.getCurrentUser().getCredentials();
        for (Token<? extends TokenIdentifier> token : has.getAllTokens()) {
            if (!token.getKind().equals(AMRMTokenIdentifier.KIND_NAME)) {
                credentials.addToken(token.getService(), token);
            }
        }
        return credentials;
    }

    private static Set<FileSystem> fileSystems(Configuration hadoop, KerberosOptions kerberos, StagedFiles staged)
            throws IOException {
        Set<FileSystem> found = new LinkedHashSet<>();
        found.add(FileSystem.get(hadoop));
        found.add(staged.root().getFileSystem(hadoop));
        for (StagedFile file : staged.files()) {
            found.add(file.path().getFileSystem(hadoop));
        }
        for (String name : kerberos.fileSystems()) {
            found.add(new Path(name.strip()).getFileSystem(hadoop));
        }
        return found;
    }

    @Override
    public String toString() {
        return obtained.size() + " tokens obtained, " + credentials.numberOfTokens() + " in all";
    }
}
