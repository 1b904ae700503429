package io.parley.standalone.launch;

import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.OptionWords;
import io.parley.api.launch.ProcessLauncher;
import io.parley.standalone.host.HostMemoryReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Starts a JobManager or a TaskManager on this host, as a child of this process.
 *
 * <p>The process gets the plan's JVM arguments and dynamic properties, what Flink needs on its Java, and the user's
 * options. A JobManager counts as running when its REST endpoint answers, a TaskManager when the JobManager has
 * accepted it, a main class of the caller's when it has been called. The process ends with this one, also when this one
 * is killed, unless it was detached. Where the system has the program setsid, as Linux does, the process has a session
 * of its own and outlives, once it is detached, also Ctrl-C in the terminal and the terminal's end; elsewhere, detach
 * it where there is no terminal, for instance under nohup. The Java is the one that JAVA_HOME among the request's
 * variables, env.java.home or JAVA_HOME among the configuration's variables names, else the one that runs this. Its
 * files lie in a folder that only this user may read. Stateless and thread-safe.
 */
public final class StandaloneLauncher implements ProcessLauncher {

    private final Path parent;

    /** Makes a launcher that keeps the folders of processes where temporary files go; for ServiceLoader. */
    public StandaloneLauncher() {
        this(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Makes a launcher.
     *
     * @param parent the folder in which each process gets a folder of its own
     */
    public StandaloneLauncher(Path parent) {
        this.parent = parent.toAbsolutePath();
    }

    @Override
    public String environment() {
        return "standalone";
    }

    /** Hosts that do not tell their memory start what they are asked for. */
    private static void check(LaunchRequest request) {
        if (HostMemoryReader.isSupported()) {
            HostRefusals.check(
                    request.requirements(),
                    HostMemoryReader.read(),
                    request.fitter().lowering());
        } else {
            HostRefusals.expressible(request.requirements());
        }
    }

    @Override
    public String preview(LaunchRequest request) {
        check(request);
        JavaHome java = JavaHome.of(request);
        LaunchRequest shown = request.withoutSecrets();
        Path folder = parent.resolve("FOLDER");
        HostCommand command = HostCommand.of(
                shown,
                java.java(),
                Runtime.version().feature(),
                new ProcessFolder(folder, folder.resolve("work").resolve("log")),
                Map.of());
        return "process: " + request.requirements().plan().process() + " of "
                + request.requirements().plan().totalProcess() + "\njava: " + java.java() + " (" + java.source()
                + ")\nvariables: " + String.join(", ", command.variables().keySet())
                + "\ncommand: "
                + OwnSession.of(command.words()).stream()
                        .map(OptionWords::masked)
                        .collect(Collectors.joining(" "));
    }

    @Override
    public LaunchedProcess launch(LaunchRequest request, LaunchListener listener) throws InterruptedException {
        check(request);
        HostLaunch launch = new HostLaunch(request, parent, listener);
        boolean running = false;
        try {
            LaunchedProcess process = launch.run();
            running = true;
            return process;
        } finally {
            if (!running) {
                launch.abandon();
            }
        }
    }
}
