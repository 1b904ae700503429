package io.parley.yarn.launch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The local files under another scheme, on a file system that deletes nothing for an interrupted thread. */
public final class ImpatientFileSystem extends RawLocalFileSystem {

    /** Makes it; for Hadoop. */
    public ImpatientFileSystem() {}

    @Override
    public String getScheme() {
        return "impatient";
    }

    @Override
    public URI getUri() {
        return URI.create("impatient:///");
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("An interrupted thread deletes nothing.");
        }
        return super.delete(path, recursive);
    }
}
