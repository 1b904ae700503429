package io.parley.api.launch;

import io.parley.api.launch.LaunchEvent.Phase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Launchers that are wrong on purpose, each in the one way that its name tells. Public for ServiceLoader. */
final class WrongLaunchers {

    private WrongLaunchers() {}

    /** Right, but the test does not register it. */
    public static class IsNotRegistered extends SampleLauncher {}

    public static class RenamesItsEnvironment extends SampleLauncher {
        private final AtomicInteger answers = new AtomicInteger();

        @Override
        public String environment() {
            return "sample-" + answers.incrementAndGet();
        }
    }

    public static class NamesNoEnvironment extends SampleLauncher {
        @Override
        public String environment() {
            return " ";
        }
    }

    public static class StartsAtPreview extends SampleLauncher {
        @Override
        public String preview(LaunchRequest request) {
            SampleProcess process = process(request, "preview");
            processes.put(process.id(), process);
            return super.preview(request);
        }
    }

    public static class StagesAtPreview extends SampleLauncher {
        @Override
        public String preview(LaunchRequest request) {
            files.add("preview");
            return super.preview(request);
        }
    }

    public static class PreviewsNothing extends SampleLauncher {
        @Override
        public String preview(LaunchRequest request) {
            return "";
        }
    }

    public static class ShowsVariables extends SampleLauncher {
        @Override
        public String preview(LaunchRequest request) {
            return super.preview(request) + request.environmentVariables();
        }
    }

    public static class ShowsOptions extends SampleLauncher {
        @Override
        public String preview(LaunchRequest request) {
            return super.preview(request) + request.configuration().value("env.java.opts.all");
        }
    }

    public static class ShowsConfiguration extends SampleLauncher {
        @Override
        public String preview(LaunchRequest request) {
            return super.preview(request) + request.configuration().toMap().get("s3.secret-key");
        }
    }

    public static class ShowsArguments extends SampleLauncher {
        @Override
        public String preview(LaunchRequest request) {
            return super.preview(request)
                    + request.entryPoint().map(EntryPoint::arguments).orElse(List.of());
        }
    }

    public static class TellsNoSteps extends SampleLauncher {
        @Override
        public LaunchedProcess launch(LaunchRequest request, LaunchListener listener) throws InterruptedException {
            return super.launch(request, event -> {
                if (event.phase() != Phase.RUNNING) {
                    listener.onEvent(event);
                }
            });
        }
    }

    /** Tells a listener of a step in another thread. */
    private static void tellElsewhere(LaunchListener listener, LaunchEvent event) {
        Thread thread = new Thread(() -> listener.onEvent(event));
        thread.start();
        boolean cancelled = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                cancelled = true;
            }
        }
        if (cancelled) {
            Thread.currentThread().interrupt();
        }
    }

    public static class TellsOfTheLaunchFromAnotherThread extends SampleLauncher {
        @Override
        public LaunchedProcess launch(LaunchRequest request, LaunchListener listener) throws InterruptedException {
            return super.launch(request, event -> {
                if (event.phase() == Phase.RUNNING) {
                    tellElsewhere(listener, event);
                } else {
                    listener.onEvent(event);
                }
            });
        }
    }

    public static class TellsOfTheEndFromAnotherThread extends SampleLauncher {
        private volatile LaunchListener told = LaunchListener.NONE;

        @Override
        public LaunchedProcess launch(LaunchRequest request, LaunchListener listener) throws InterruptedException {
            told = listener;
            return super.launch(request, listener);
        }

        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                @Override
                public ProcessExit stop(Duration grace) {
                    tellElsewhere(told, new LaunchEvent(Phase.STOP, "ending"));
                    return super.stop(grace);
                }
            };
        }
    }

    public static class FailsWithoutAnExit extends SampleLauncher {
        @Override
        void awaitRunning(LaunchRequest request, SampleProcess process) throws InterruptedException {
            if (request.entryPoint().map(EntryPoint::className).orElse("").equals(DYING)) {
                throw new LaunchFailedException("It died: " + LAST_WORDS, (Throwable) null);
            }
            super.awaitRunning(request, process);
        }
    }

    public static class LeavesFilesOfAFailedStart extends SampleLauncher {
        @Override
        void awaitRunning(LaunchRequest request, SampleProcess process) throws InterruptedException {
            try {
                super.awaitRunning(request, process);
            } catch (LaunchFailedException e) {
                if (String.valueOf(e.getMessage()).startsWith("There is no")) {
                    files.add("core-dump");
                }
                throw e;
            }
        }
    }

    public static class LaunchesWhatIsNotThere extends SampleLauncher {
        @Override
        void awaitRunning(LaunchRequest request, SampleProcess process) throws InterruptedException {
            if (!request.entryPoint().map(EntryPoint::className).orElse(RUNNING).endsWith("Missing")) {
                super.awaitRunning(request, process);
            }
        }
    }

    public static class NeverGivesUp extends SampleLauncher {
        @Override
        void awaitRunning(LaunchRequest request, SampleProcess process) throws InterruptedException {
            try {
                super.awaitRunning(request, process);
            } catch (LaunchFailedException e) {
                if (!String.valueOf(e.getMessage()).startsWith("It took too long")) {
                    throw e;
                }
            }
        }
    }

    public static class LeavesWhatItGaveUp extends SampleLauncher {
        @Override
        void awaitRunning(LaunchRequest request, SampleProcess process) throws InterruptedException {
            try {
                super.awaitRunning(request, process);
            } catch (LaunchFailedException e) {
                if (String.valueOf(e.getMessage()).startsWith("It took too long")) {
                    files.add("given-up");
                }
                throw e;
            }
        }
    }

    public static class LeavesWhatWasCancelled extends SampleLauncher {
        @Override
        void awaitRunning(LaunchRequest request, SampleProcess process) throws InterruptedException {
            try {
                super.awaitRunning(request, process);
            } catch (InterruptedException e) {
                files.add("cancelled");
                throw e;
            }
        }
    }

    public static class LeavesFilesWhereItsListenerThrows extends SampleLauncher {
        @Override
        public LaunchedProcess launch(LaunchRequest request, LaunchListener listener) throws InterruptedException {
            return super.launch(request, event -> {
                try {
                    listener.onEvent(event);
                } catch (RuntimeException e) {
                    files.add("thrown");
                    throw e;
                }
            });
        }
    }

    public static class HidesWhatItsListenerThrows extends SampleLauncher {
        @Override
        public LaunchedProcess launch(LaunchRequest request, LaunchListener listener) throws InterruptedException {
            try {
                return super.launch(request, listener);
            } catch (RuntimeException e) {
                if (e instanceof LaunchFailedException) {
                    throw e;
                }
                throw new LaunchFailedException("It failed.", e);
            }
        }
    }

    public static class CannotBeCancelled extends SampleLauncher {
        @Override
        void awaitRunning(LaunchRequest request, SampleProcess process) throws InterruptedException {
            boolean cancelled = Thread.interrupted();
            super.awaitRunning(request, process);
            if (cancelled) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
