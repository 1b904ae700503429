package io.parley.yarn.launch;

import io.parley.api.launch.LaunchFailedException;
import java.io.IOException;
import java.util.LinkedHashSet;
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

/** Obtains the tokens by which containers use the file systems of the cluster without a login. Stateless. */
final class DelegationTokens {

    private DelegationTokens() {}

    /**
     * Obtains tokens as the current user: those that the user has, and one of every file system that a container
     * localizes files from or that the configuration names, renewable by the ResourceManager.
     *
     * @throws LaunchFailedException if a file system does not give one
     */
    static Credentials obtain(Configuration hadoop, KerberosOptions kerberos, StagedFiles staged) throws IOException {
        Credentials credentials = usersTokens();
        if (!kerberos.fetchTokens()) {
            return credentials;
        }
        String renewer = YarnClientUtils.getRmPrincipal(hadoop);
        for (FileSystem fileSystem : fileSystems(hadoop, kerberos, staged)) {
            try {
                fileSystem.addDelegationTokens(renewer, credentials);
            } catch (IOException e) {
                throw new LaunchFailedException(
                        "Cannot obtain a delegation token of " + fileSystem.getUri() + ": " + e.getMessage()
                                + ". Check that it runs and that the user may use it.",
                        e);
            }
        }
        return credentials;
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
}
