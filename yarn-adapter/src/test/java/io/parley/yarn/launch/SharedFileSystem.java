package io.parley.yarn.launch;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.security.token.TokenIdentifier;

/** The local files under another scheme, on a file system that gives tokens. */
public final class SharedFileSystem extends RawLocalFileSystem {

    static final Text KIND = new Text("SHARED_TOKEN");

    /** Makes it; for Hadoop. */
    public SharedFileSystem() {}

    @Override
    public String getScheme() {
        return "shared";
    }

    @Override
    public URI getUri() {
        return URI.create("shared:///");
    }

    @Override
    public String getCanonicalServiceName() {
        return "shared:0";
    }

    @Override
    public Token<? extends TokenIdentifier> getDelegationToken(String renewer) {
        return new Token<>(new byte[0], renewer.getBytes(StandardCharsets.UTF_8), KIND, new Text("shared:0"));
    }
}
