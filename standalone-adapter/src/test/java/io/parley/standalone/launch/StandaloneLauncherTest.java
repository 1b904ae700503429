package io.parley.standalone.launch;

import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.ProcessLauncher;
import io.parley.api.launch.ProcessLauncherContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

class StandaloneLauncherTest extends ProcessLauncherContract {

    @TempDir
    private Path folders;

    @Override
    protected ProcessLauncher launcher() {
        return new StandaloneLauncher(folders);
    }

    @Override
    protected LaunchRequest.Builder running() {
        return HostRequests.request(Mains.Runs.class);
    }

    @Override
    protected LaunchRequest.Builder dying() {
        return HostRequests.request(Mains.Dies.class);
    }

    @Override
    protected String lastWords() {
        return Mains.LAST_WORDS;
    }

    @Override
    protected boolean isAlive(String id) {
        return HostRequests.isAlive(id);
    }

    @Override
    protected Set<String> leftovers() {
        Set<String> left = new TreeSet<>();
        ProcessHandle.current().children().forEach(child -> left.add("process " + child.pid()));
        try (Stream<Path> files = Files.list(folders)) {
            files.forEach(file -> left.add("file " + file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return left;
    }

    @Override
    protected void remove(String id) {
        ProcessHandle.of(Long.parseLong(id)).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
    }
}
