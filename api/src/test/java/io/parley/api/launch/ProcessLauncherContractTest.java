package io.parley.api.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.SampleLauncher.SampleProcess;
import io.parley.api.size.MemorySize;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Runs the contract against launchers that are wrong on purpose and asserts which of its tests tell. */
class ProcessLauncherContractTest {

    static final Duration LIMIT = Duration.ofMillis(300);

    private static final String LAUNCHER = "parley.launcher";

    private static final String REGISTERED = "isRegisteredForServiceLoader";
    private static final String SAME_NAME = "namesItsEnvironmentAlwaysTheSame";
    private static final String PREVIEW = "previewStartsNothing";
    private static final String NO_SECRET = "previewShowsNoSecret";
    private static final String RUNS = "processRunsOnceItIsLaunched";
    private static final String TELLING = "stepsAreToldByTheThreadThatCalls";
    private static final String NOT_LESS = "processHasNoLessThanItsPlan";
    private static final String WAITING = "waitingForTheEndEndsInTimeAndLeavesItRunning";
    private static final String STOP = "stopEndsItAndCanBeRepeated";
    private static final String DEATH = "deathIsReportedWithItsReason";
    private static final String CLOSE = "closeLeavesNothingAndCanBeRepeated";
    private static final String FAILED = "failedStartLeavesNothing";
    private static final String LATE = "startThatTakesTooLongIsGivenUpAndLeavesNothing";
    private static final String CANCELLED = "cancelledLaunchLeavesNothing";
    private static final String THROWS_AT_LAUNCH = "listenerThatThrowsWhileItIsLaunchedLeavesNothing";
    private static final String THROWS_AT_CLOSE = "listenerThatThrowsWhileItIsClosedLeavesNothing";
    private static final String DETACHED = "detachedProcessOutlivesItsClosing";

    @TempDir
    private Path services;

    static Stream<Arguments> wrongLaunchers() {
        return Stream.of(
                Arguments.of(WrongLaunchers.IsNotRegistered.class, REGISTERED),
                Arguments.of(WrongLaunchers.RenamesItsEnvironment.class, SAME_NAME),
                Arguments.of(WrongLaunchers.NamesNoEnvironment.class, SAME_NAME),
                Arguments.of(WrongLaunchers.StartsAtPreview.class, PREVIEW),
                Arguments.of(WrongLaunchers.StagesAtPreview.class, PREVIEW),
                Arguments.of(WrongLaunchers.PreviewsNothing.class, PREVIEW),
                Arguments.of(WrongLaunchers.ShowsVariables.class, NO_SECRET),
                Arguments.of(WrongLaunchers.ShowsOptions.class, NO_SECRET),
                Arguments.of(WrongLaunchers.ShowsConfiguration.class, NO_SECRET),
                Arguments.of(WrongLaunchers.ShowsArguments.class, NO_SECRET),
                Arguments.of(WrongLaunchers.TellsNoSteps.class, RUNS),
                Arguments.of(WrongLaunchers.TellsOfTheLaunchFromAnotherThread.class, TELLING),
                Arguments.of(WrongLaunchers.TellsOfTheEndFromAnotherThread.class, TELLING),
                Arguments.of(WrongProcesses.AnnouncesAnEndpointThatIsNotThere.class, RUNS),
                Arguments.of(WrongProcesses.IsGrantedLess.class, NOT_LESS),
                Arguments.of(WrongProcesses.StartsASmallerPlan.class, NOT_LESS),
                Arguments.of(WrongProcesses.GivesAnExitOfWhatRuns.class, WAITING),
                Arguments.of(WrongProcesses.EndsWhatItWaitsFor.class, WAITING),
                Arguments.of(WrongProcesses.WaitsForEver.class, WAITING),
                Arguments.of(WrongProcesses.DoesNotStop.class, STOP),
                Arguments.of(WrongProcesses.StopsOnlyOnce.class, STOP),
                Arguments.of(WrongProcesses.CallsAStopAFailure.class, STOP),
                Arguments.of(WrongProcesses.ForgetsWhyItStopped.class, STOP),
                Arguments.of(WrongProcesses.CallsADeathACompletion.class, DEATH),
                Arguments.of(WrongProcesses.ForgetsTheLastWords.class, DEATH),
                Arguments.of(WrongLaunchers.FailsWithoutAnExit.class, DEATH),
                Arguments.of(WrongProcesses.LeavesFilesWhenClosed.class, CLOSE),
                Arguments.of(WrongProcesses.KeepsRunningWhenClosed.class, CLOSE),
                Arguments.of(WrongProcesses.ClosesOnlyOnce.class, CLOSE),
                Arguments.of(WrongLaunchers.LeavesFilesOfAFailedStart.class, FAILED),
                Arguments.of(WrongLaunchers.LaunchesWhatIsNotThere.class, FAILED),
                Arguments.of(WrongLaunchers.NeverGivesUp.class, LATE),
                Arguments.of(WrongLaunchers.LeavesWhatItGaveUp.class, LATE),
                Arguments.of(WrongLaunchers.LeavesWhatWasCancelled.class, CANCELLED),
                Arguments.of(WrongLaunchers.CannotBeCancelled.class, CANCELLED),
                Arguments.of(WrongLaunchers.LeavesFilesWhereItsListenerThrows.class, THROWS_AT_LAUNCH),
                Arguments.of(WrongLaunchers.HidesWhatItsListenerThrows.class, THROWS_AT_LAUNCH),
                Arguments.of(WrongProcesses.KeepsRunningWhereTheListenerThrows.class, THROWS_AT_CLOSE),
                Arguments.of(WrongProcesses.EndsWhatWasDetached.class, DETACHED));
    }

    @Test
    void aRightLauncherFailsNoRule() throws IOException {
        Events tests = run(SampleLauncher.class);
        assertThat(names(tests.failed())).isEmpty();
        assertThat(names(tests.succeeded())).isEqualTo(rules());
    }

    @ParameterizedTest
    @MethodSource("wrongLaunchers")
    void aWrongLauncherFailsExactlyTheRuleItBreaks(Class<? extends SampleLauncher> wrong, String broken)
            throws IOException {
        assertThat(names(run(wrong).failed())).containsExactly(broken);
    }

    @Test
    void everyRuleHasALauncherThatBreaksIt() {
        assertThat(wrongLaunchers().map(row -> String.valueOf(row.get()[1])).collect(Collectors.toSet()))
                .isEqualTo(rules());
    }

    @Test
    void everyWrongLauncherIsTried() {
        List<Object> tried = wrongLaunchers().map(row -> row.get()[0]).toList();
        List<Class<?>> all = wrong(Class::getClasses);
        List<Class<?>> declared = wrong(holder -> Arrays.stream(holder.getDeclaredClasses())
                .filter(type -> !java.lang.reflect.Modifier.isAbstract(type.getModifiers()))
                .toArray(Class<?>[]::new));
        assertThat(declared).containsExactlyInAnyOrderElementsOf(all);
        assertThat(tried).containsExactlyInAnyOrderElementsOf(declared);
    }

    private static List<Class<?>> wrong(Function<Class<?>, Class<?>[]> nested) {
        return Stream.<Class<?>>of(WrongLaunchers.class, WrongProcesses.class)
                .<Class<?>>flatMap(holder -> Arrays.stream(nested.apply(holder)))
                .toList();
    }

    private static Set<String> rules() {
        return Arrays.stream(ProcessLauncherContract.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(java.lang.reflect.Method::getName)
                .collect(Collectors.toSet());
    }

    private Events run(Class<? extends SampleLauncher> launcher) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader registering = registering(launcher)) {
            thread.setContextClassLoader(registering);
            return EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(Kit.class))
                    .configurationParameter(LAUNCHER, launcher.getName())
                    .execute()
                    .testEvents();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** A services file on the class path would go into the test jar and offer the sample to every user of it. */
    private URLClassLoader registering(Class<?> launcher) throws IOException {
        Path folder = Files.createDirectories(services.resolve("META-INF").resolve("services"));
        Files.writeString(
                folder.resolve(ProcessLauncher.class.getName()),
                launcher == WrongLaunchers.IsNotRegistered.class ? "" : launcher.getName());
        return new URLClassLoader(
                new URL[] {services.toUri().toURL()}, getClass().getClassLoader());
    }

    private static Set<String> names(Events events) {
        return events.stream().map(ProcessLauncherContractTest::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(Event event) {
        String name = event.getTestDescriptor().getDisplayName();
        return name.substring(0, name.indexOf('('));
    }

    /** The contract for a launcher that is named by a configuration parameter. */
    @ExtendWith(NamedLauncher.class)
    static class Kit extends ProcessLauncherContract {

        private final SampleLauncher launcher;

        Kit(SampleLauncher launcher) {
            this.launcher = launcher;
        }

        @Override
        protected ProcessLauncher launcher() {
            return launcher;
        }

        private static LaunchRequest.Builder request(String main) {
            return LaunchRequest.of(
                            ProcessRequirements.of(SamplePlans.jobManager(MemorySize.ofMebibytes(1024)))
                                    .build(),
                            FlinkConfiguration.of(Map.of()),
                            new FlinkDistribution(FlinkVersion.parse("2.3.0"), List.of(Path.of("sample.jar"))))
                    .entryPoint(EntryPoint.of(main));
        }

        @Override
        protected LaunchRequest.Builder running() {
            return request(SampleLauncher.RUNNING);
        }

        @Override
        protected LaunchRequest.Builder dying() {
            return request(SampleLauncher.DYING);
        }

        @Override
        protected String lastWords() {
            return SampleLauncher.LAST_WORDS;
        }

        @Override
        protected boolean isAlive(String id) {
            return launcher.processes.containsKey(id);
        }

        @Override
        protected Set<String> leftovers() {
            return launcher.leftovers();
        }

        @Override
        protected void remove(String id) {
            SampleProcess process = launcher.processes.get(id);
            if (process != null) {
                process.end(ExitReason.KILLED);
                process.removeFile();
            }
        }

        @Override
        protected Duration limit() {
            return LIMIT;
        }
    }

    static final class NamedLauncher implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == SampleLauncher.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            String name = context.getConfigurationParameter(LAUNCHER).orElseThrow();
            try {
                return Class.forName(name).getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("Cannot make " + name + ".", e);
            }
        }
    }
}
