package io.parley.yarn.launch;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.token.Token;
import org.jspecify.annotations.Nullable;

/** The local file system as a cluster's that gives a token to each who asks, unless its authority is "closed". */
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
        return new Token<>(new byte[] {1}, new byte[] {2}, CountedTokens.KIND, new Text(getUri().getAuthority()));
    }
}
