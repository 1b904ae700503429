package io.parley.yarn.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.security.Credentials;
import org.jspecify.annotations.Nullable;

/** Tokens as a container's launch context holds them. Immutable; {@link #toString()} shows how many there are. */
final class ContainerTokens {

    static final ContainerTokens NONE = new ContainerTokens(new byte[0], 0);

    private final byte[] bytes;
    private final int count;

    private ContainerTokens(byte[] bytes, int count) {
        this.bytes = bytes;
        this.count = count;
    }

    static ContainerTokens of(Credentials credentials) {
        int count = credentials.numberOfTokens();
        if (count == 0) {
            return NONE;
        }
        try (DataOutputBuffer out = new DataOutputBuffer()) {
            credentials.writeTokenStorageToStream(out);
            return new ContainerTokens(Arrays.copyOf(out.getData(), out.getLength()), count);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write tokens into memory.", e);
        }
    }

    /** Gives a copy of the tokens, null where there are none. */
    @Nullable
    ByteBuffer serialized() {
        return count == 0 ? null : ByteBuffer.wrap(bytes.clone());
    }

    @Override
    public String toString() {
        return count + " tokens";
    }
}
