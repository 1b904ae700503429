package io.parley.api.launch;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.SamplePlans;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Launchers whose processes are wrong on purpose, each in the one way that its name tells. Public for ServiceLoader.
 */
final class WrongProcesses {

    private WrongProcesses() {}

    /** Makes processes of its own kind. */
    private abstract static class WithProcess extends SampleLauncher {
        @Override
        abstract SampleProcess process(LaunchRequest request, String file);
    }

    public static class AnnouncesAnEndpointThatIsNotThere extends WithProcess {
        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                @Override
                public Optional<URI> restAddress() {
                    return Optional.of(URI.create("http://127.0.0.1:1"));
                }
            };
        }
    }

    public static class IsGrantedLess extends WithProcess {
        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                @Override
                public Grant grant() {
                    MemorySize less = super.grant().memory().minus(MemorySize.ofBytes(1));
                    return Grant.of(less, CpuAmount.ZERO, Certainty.KNOWN);
                }
            };
        }
    }

    public static class StartsASmallerPlan extends WithProcess {
        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                @Override
                public PlanFit fit() {
                    MemorySize less = super.fit().plan().totalProcess().minus(MemorySize.ofBytes(1));
                    return new PlanFit(SamplePlans.jobManager(less), MemorySize.ZERO);
                }
            };
        }
    }

    public static class GivesAnExitOfWhatRuns extends WithProcess {
        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                @Override
                public ProcessExit awaitExit(Duration timeout) {
                    try {
                        return super.awaitExit(timeout);
                    } catch (TimeoutException e) {
                        return exit(ExitReason.UNKNOWN);
                    }
                }
            };
        }
    }

    public static class EndsWhatItWaitsFor extends WithProcess {
        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                @Override
                public ProcessExit awaitExit(Duration timeout) throws TimeoutException {
                    try {
                        return super.awaitExit(timeout);
                    } finally {
                        end(ExitReason.KILLED);
                    }
                }
            };
        }
    }

    public static class WaitsForEver extends WithProcess {
        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                @Override
                public ProcessExit awaitExit(Duration timeout) throws TimeoutException {
                    try {
                        return super.awaitExit(timeout);
                    } catch (TimeoutException e) {
                        long end = System.nanoTime() + ProcessLauncherContractTest.LIMIT.toNanos();
                        while (System.nanoTime() - end < 0) {
                            Thread.onSpinWait();
                        }
                        throw e;
                    }
                }
            };
        }
    }

    public static class DoesNotStop extends WithProcess {
        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                @Override
                public ProcessExit stop(Duration grace) {
                    return exit(ExitReason.KILLED);
                }
            };
        }
    }

    public static class StopsOnlyOnce extends WithProcess {
        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                private final AtomicInteger stops = new AtomicInteger();

                @Override
                public ProcessExit stop(Duration grace) {
                    if (stops.incrementAndGet() > 1) {
                        throw new IllegalStateException("It has ended.");
                    }
                    return super.stop(grace);
                }
            };
        }
    }

    public static class CallsAStopAFailure extends WithProcess {
        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                @Override
                public ProcessExit stop(Duration grace) {
                    end(ExitReason.FAILED);
                    return exit(ExitReason.FAILED);
                }
            };
        }
    }

    public static class ForgetsWhyItStopped extends WithProcess {
        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                @Override
                public ProcessExit stop(Duration grace) {
                    super.stop(grace);
                    return exit(ExitReason.COMPLETED);
                }
            };
        }
    }

    public static class CallsADeathACompletion extends WithProcess {
        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                @Override
                ProcessExit exit(ExitReason reason) {
                    return super.exit(reason == ExitReason.FAILED ? ExitReason.COMPLETED : reason);
                }
            };
        }
    }

    public static class ForgetsTheLastWords extends WithProcess {
        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                @Override
                ProcessExit exit(ExitReason reason) {
                    return new ProcessExit(reason, OptionalInt.empty(), "", List.of());
                }
            };
        }
    }

    public static class LeavesFilesWhenClosed extends WithProcess {
        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                @Override
                public void close() {
                    super.close();
                    files.add("log");
                }
            };
        }
    }

    public static class KeepsRunningWhenClosed extends WithProcess {
        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                @Override
                public void close() {
                    removeFile();
                }
            };
        }
    }

    public static class KeepsRunningWhereTheListenerThrows extends SampleLauncher {
        private LaunchListener told = LaunchListener.NONE;

        @Override
        public LaunchedProcess launch(LaunchRequest request, LaunchListener listener) throws InterruptedException {
            told = listener;
            return super.launch(request, listener);
        }

        @Override
        SampleProcess process(LaunchRequest request, String file) {
            LaunchListener listener = told;
            return new SampleProcess(this, request, file) {
                @Override
                public void close() {
                    listener.onEvent(new LaunchEvent(LaunchEvent.Phase.STOP, "ending"));
                    super.close();
                }
            };
        }
    }

    public static class ClosesOnlyOnce extends WithProcess {
        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                private final AtomicInteger closes = new AtomicInteger();

                @Override
                public void close() {
                    if (closes.incrementAndGet() > 1) {
                        throw new IllegalStateException("It is closed.");
                    }
                    super.close();
                }
            };
        }
    }

    public static class EndsWhatWasDetached extends WithProcess {
        @Override
        SampleProcess process(LaunchRequest request, String file) {
            return new SampleProcess(this, request, file) {
                @Override
                public void detach() {
                    // As if nobody had asked.
                }
            };
        }
    }
}
