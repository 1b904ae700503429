package io.parley.yarn.launch;

import io.parley.yarn.launch.StagedFile.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.jspecify.annotations.Nullable;

/** Looks at files that lie on a file system of the cluster already. Not thread-safe. */
final class SharedFiles {

    private final Configuration hadoop;
    private final Map<Path, Boolean> openFolders = new HashMap<>();

    SharedFiles(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /**
     * Gives the files by their keys in a container: the name, and below a folder the path from its name on.
     *
     * @throws IllegalArgumentException if there is no such file or folder; the message names the key
     */
    Map<String, FileStatus> list(ShipSource source) throws IOException {
        FileSystem fileSystem = source.path().getFileSystem(hadoop);
        Path start = fileSystem.makeQualified(source.path());
        FileStatus status;
        try {
            status = fileSystem.getFileStatus(start);
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException(
                    "Cannot use " + source.key() + ": there is no \"" + start + "\". Correct the path.", e);
        }
        Map<String, FileStatus> files = new TreeMap<>();
        if (!status.isDirectory()) {
            files.put(start.getName(), status);
            return files;
        }
        RemoteIterator<LocatedFileStatus> found = fileSystem.listFiles(start, true);
        while (found.hasNext()) {
            LocatedFileStatus file = found.next();
            String below = start.toUri().relativize(file.getPath().toUri()).getPath();
            files.put(start.getName() + "/" + below, file);
        }
        return files;
    }

    /**
     * Tells who shares a file that is not of one application: everybody on a node where everybody may read it, which
     * takes every folder above it too, as a NodeManager checks it; else the applications of one user.
     */
    Kind provided(FileStatus file) throws IOException {
        boolean open = file.getPermission().getOtherAction().implies(FsAction.READ)
                && isOpen(file.getPath().getFileSystem(hadoop), file.getPath().getParent());
        return new Kind(
                LocalResourceType.FILE, open ? LocalResourceVisibility.PUBLIC : LocalResourceVisibility.PRIVATE);
    }

    private boolean isOpen(FileSystem fileSystem, @Nullable Path folder) throws IOException {
        if (folder == null) {
            return true;
        }
        Boolean known = openFolders.get(folder);
        if (known == null) {
            known = fileSystem
                            .getFileStatus(folder)
                            .getPermission()
                            .getOtherAction()
                            .implies(FsAction.EXECUTE)
                    && isOpen(fileSystem, folder.getParent());
            openFolders.put(folder, known);
        }
        return known;
    }
}
