package io.parley.standalone.launch;

import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A program of its own that launches a process, writes its id and waits to be killed. */
final class Launches {

    private Launches() {}

    /** Takes the file to write, the folder of the processes, and detach or hold. */
    public static void main(String[] arguments) throws InterruptedException, IOException {
        Path done = Path.of(arguments[0]);
        LaunchedProcess process = new StandaloneLauncher(Path.of(arguments[1]))
                .launch(HostRequests.request(Mains.Forks.class).build(), LaunchListener.NONE);
        if (arguments[2].equals("detach")) {
            process.detach();
        }
        Files.writeString(done.resolveSibling("new"), process.id());
        Files.move(done.resolveSibling("new"), done);
        Thread.sleep(Duration.ofMinutes(5).toMillis());
    }
}
