package io.parley.yarn.launch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.security.token.TokenRenewer;

/** Ends the tokens of {@link TokenFileSystem}s and keeps their names; for ServiceLoader. */
public final class CountedTokens extends TokenRenewer {

    static final Text KIND = new Text("PARLEY_TEST");
    static final List<String> CANCELLED = new ArrayList<>();

    @Override
    public boolean handleKind(Text kind) {
        return kind.equals(KIND);
    }

    @Override
    public boolean isManaged(Token<?> token) {
        return true;
    }

    @Override
    public long renew(Token<?> token, Configuration conf) {
        return Long.MAX_VALUE;
    }

    @Override
    public void cancel(Token<?> token, Configuration conf) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("An interrupted thread asks nobody");
        }
        if (token.getService().toString().startsWith("unwilling")) {
            throw new IOException("It does not let go of tokens");
        }
        CANCELLED.add(token.getService().toString());
    }
}
