package io.parley.examples.launch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The local file system, where every copy is interrupted, as one of HDFS is when its caller is cancelled. */
public final class InterruptedFileSystem extends RawLocalFileSystem {

    /** Makes it; for Hadoop. */
    public InterruptedFileSystem() {}

    @Override
    public void initialize(URI name, Configuration configuration) throws IOException {
        super.initialize(URI.create("file:///"), configuration);
    }

    @Override
    public URI getUri() {
        return URI.create("interrupted:///");
    }

    @Override
    public void copyFromLocalFile(boolean delete, boolean overwrite, Path from, Path to) throws InterruptedIOException {
        throw new InterruptedIOException("The copy was interrupted");
    }
}
