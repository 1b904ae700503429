package io.parley.standalone.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Small mains to launch in Flink's place. They run without Parley on their class path. */
final class Mains {

    static final String LAST_WORDS = "The cause: no reason to live.";

    private static final long MINUTES = Duration.ofMinutes(5).toMillis();

    private Mains() {}

    /** Runs for five minutes. */
    static final class Runs {
        private Runs() {}

        public static void main(String[] arguments) throws InterruptedException {
            Thread.sleep(MINUTES);
        }
    }

    /** Says why and fails. */
    static final class Dies {
        private Dies() {}

        public static void main(String[] arguments) throws InterruptedException {
            // Long enough to be seen as running.
            Thread.sleep(arguments.length == 0 ? 0 : Long.parseLong(arguments[0]));
            System.err.println(LAST_WORDS);
            System.err.println("the password is " + System.getenv("PARLEY_PASSWORD"));
            System.exit(17);
        }
    }

    /** Does not end when it is asked to. */
    static final class Ignores {
        private Ignores() {}

        public static void main(String[] arguments) throws InterruptedException {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    Thread.sleep(MINUTES);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            Thread.sleep(MINUTES);
        }
    }

    /** Starts a child, writes its id and runs. */
    static final class Forks {
        private Forks() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Process child = new ProcessBuilder("sleep", "300").start();
            Files.writeString(Path.of("child"), Long.toString(child.pid()));
            Thread.sleep(MINUTES);
        }
    }

    /** Starts a child that ignores being asked to end, writes its id and runs. */
    static final class ForksTheStubborn {
        private ForksTheStubborn() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Process child = new ProcessBuilder("sh", "-c", "trap '' TERM; echo $$ > new; mv new child; sleep 300; :")
                    .inheritIO()
                    .start();
            child.waitFor();
        }
    }

    /** Writes its id to the file child, and takes half a second to end and to say so in the named file. */
    static final class EndsSlowly {
        private EndsSlowly() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    Thread.sleep(500);
                    Files.writeString(Path.of(arguments[0]), LAST_WORDS);
                } catch (IOException | InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            Files.writeString(
                    Path.of("new"), Long.toString(ProcessHandle.current().pid()));
            Files.move(Path.of("new"), Path.of("child"));
            Thread.sleep(MINUTES);
        }
    }
}
