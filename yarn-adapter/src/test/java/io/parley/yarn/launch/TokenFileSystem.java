package io.parley.yarn.launch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.token.DelegationTokenIssuer;
import org.apache.hadoop.security.token.Token;
import org.jspecify.annotations.Nullable;

/**
 * The local file system as a cluster's that gives a token to each who asks, unless its authority is "closed".
 *
 * <p>"cancelled" is where the asking thread is interrupted, "halfway" one whose second part gives no token.
 */
public final class TokenFileSystem extends RawLocalFileSystem {

    /** Asked for before anything is set. */
    private @Nullable URI uri;

    @Override
    public void initialize(URI name, org.apache.hadoop.conf.Configuration conf) throws IOException {
        super.initialize(URI.create("file:///"), conf);
        uri = name;
    }

    @Override
    public URI getUri() {
        URI known = uri;
        return known == null ? URI.create("file:///") : known;
    }

    @Override
    public String getCanonicalServiceName() {
        return getUri().getAuthority();
    }

    @Override
    public Token<?> getDelegationToken(String renewer) throws IOException {
        if ("closed".equals(getUri().getAuthority())) {
            throw new IOException("It gives no tokens");
        }
        if ("cancelled".equals(getUri().getAuthority())) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Nobody waits any more");
        }
        return new Token<>(new byte[] {1}, new byte[] {2}, CountedTokens.KIND, new Text(getUri().getAuthority()));
    }

    @Override
    public DelegationTokenIssuer[] getAdditionalTokenIssuers() throws IOException {
        if ("halfway".equals(getUri().getAuthority())) {
            throw new IOException("Its second part gives no tokens");
        }
        return super.getAdditionalTokenIssuers();
    }
}
