package io.parley.api.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.parley.api.environment.SampleTranslator.SampleRequest;
import io.parley.api.size.MemorySize;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Runs the contract against translators that are wrong on purpose and asserts which of its tests tell. */
class ResourceTranslatorContractTest {

    private static final String TRANSLATOR = "parley.translator";

    private static final String REGISTERED = "isRegisteredForServiceLoader";
    private static final String SAME_ENVIRONMENT = "describesItsEnvironmentAlwaysTheSame";
    private static final String KEEPS_PLAN = "keepsThePlanInItsRequirements";
    private static final String FAILS_BY_NAME = "failsByNameWhereItDoesNotTranslate";
    private static final String NEVER_LESS = "neverAsksForLessThanThePlan";
    private static final String GRANT_NOT_LESS = "neverPredictsLessThanItAsks";
    private static final String WHOLE_UNITS = "asksInWholeUnits";
    private static final String NOT_A_UNIT_MORE = "asksForLessThanOneUnitMoreThanThePlan";
    private static final String SAME_ANSWER = "givesTheSameAnswerForTheSameQuestion";
    private static final String MORE_FOR_MORE = "asksForMoreWhenThePlanIsLarger";
    private static final String SHOWS = "showsAmountsOrSettings";
    private static final String NOT_CERTAIN = "predictsNothingForCertainFromAssumedLimits";
    private static final String INEXPRESSIBLE = "refusesByNameWhatItCannotExpress";
    private static final String MAXIMUM = "refusesWhatTheMaximumCannotHoldWithBothAmounts";

    @TempDir
    private Path services;

    private static Arguments fails(Class<? extends SampleTranslator> wrong, String... rules) {
        return Arguments.of(wrong, Set.of(rules));
    }

    static Stream<Arguments> wrongTranslators() {
        return Stream.of(
                fails(WrongTranslators.AsksOneUnitLess.class, NEVER_LESS),
                fails(WrongTranslators.RoundsDown.class, NEVER_LESS),
                fails(WrongTranslators.RoundsToNearest.class, NEVER_LESS),
                fails(WrongTranslators.IgnoresOverhead.class, NEVER_LESS),
                fails(WrongTranslators.AsksOneUnitMore.class, NOT_A_UNIT_MORE),
                fails(WrongTranslators.AddsAUnitToWholeUnits.class, NOT_A_UNIT_MORE),
                fails(WrongTranslators.AsksInBytes.class, WHOLE_UNITS),
                fails(WrongTranslators.AsksLessForMore.class, MORE_FOR_MORE, NOT_A_UNIT_MORE),
                fails(WrongTranslators.GrantsLessForMore.class, MORE_FOR_MORE),
                fails(WrongTranslators.PredictsLessThanItAsks.class, GRANT_NOT_LESS),
                fails(WrongTranslators.CountsItsAnswers.class, SAME_ANSWER),
                fails(WrongTranslators.GrantsAnotherHostEachTime.class, SAME_ANSWER),
                fails(WrongTranslators.NeedsOtherGpusEachTime.class, SAME_ANSWER),
                fails(WrongTranslators.AssumesOtherLimitsEachTime.class, SAME_ANSWER),
                fails(WrongTranslators.DescribesItselfAnew.class, SAME_ENVIRONMENT),
                fails(WrongTranslators.NeedsAnotherPlan.class, KEEPS_PLAN),
                fails(WrongTranslators.NeedsASmallerPlan.class, KEEPS_PLAN, NEVER_LESS, MAXIMUM),
                fails(WrongTranslators.ForgetsHowThePlanCameAbout.class, KEEPS_PLAN),
                fails(WrongTranslators.SwallowsPorts.class, INEXPRESSIBLE),
                fails(WrongTranslators.SwallowsPortsWhenPredicting.class, INEXPRESSIBLE),
                fails(WrongTranslators.RefusesWithoutTheName.class, INEXPRESSIBLE),
                fails(WrongTranslators.RefusesByAnUntypedException.class, INEXPRESSIBLE),
                fails(WrongTranslators.RefusesWithoutAmounts.class, MAXIMUM),
                fails(WrongTranslators.RefusesWithoutTheAskedAmount.class, MAXIMUM),
                fails(WrongTranslators.RefusesWithoutTheMaximum.class, MAXIMUM),
                fails(WrongTranslators.RefusesWithoutACure.class, MAXIMUM),
                fails(WrongTranslators.RefusesForNow.class, MAXIMUM),
                fails(WrongTranslators.RefusesAsAWrongArgument.class, MAXIMUM),
                fails(WrongTranslators.RefusesTheMaximumItself.class, MAXIMUM),
                fails(WrongTranslators.ComparesRoundedDown.class, MAXIMUM),
                fails(WrongTranslators.AcceptsAnySize.class, MAXIMUM),
                fails(WrongTranslators.PredictsWhatItRefuses.class, MAXIMUM),
                fails(WrongTranslators.IsCertainOfAssumptions.class, NOT_CERTAIN),
                fails(WrongTranslators.PretendsToKnowItsLimits.class, NOT_CERTAIN),
                fails(WrongTranslators.NamesGrantsOtherwise.class, SHOWS),
                fails(WrongTranslators.ShowsNothing.class, SHOWS),
                fails(WrongTranslators.IsNotRegistered.class, REGISTERED),
                fails(WrongTranslators.HasNoPublicConstructor.class, REGISTERED));
    }

    static Stream<Arguments> wrongDescribers() {
        return Stream.of(
                fails(DescribingTranslators.FailsWithoutItsName.class, FAILS_BY_NAME),
                fails(DescribingTranslators.FailsByAnUntypedException.class, FAILS_BY_NAME),
                fails(DescribingTranslators.TranslatesNevertheless.class, FAILS_BY_NAME),
                fails(DescribingTranslators.PredictsNevertheless.class, FAILS_BY_NAME));
    }

    static Stream<Arguments> nullTranslators() {
        return Stream.of(
                Arguments.of(NullTranslators.NullEnvironment.class, "environment()"),
                Arguments.of(NullTranslators.NullLimits.class, "assumedLimits()"),
                Arguments.of(NullTranslators.NullRequirements.class, "requirements(plan, configuration)"),
                Arguments.of(NullTranslators.NullRequest.class, "translate(requirements, limits)"),
                Arguments.of(NullTranslators.NullGrant.class, "predictGrant(requirements, limits)"),
                Arguments.of(NullTranslators.NullDescription.class, "describe(request)"),
                Arguments.of(NullTranslators.NullAmounts.class, "describe(grant)"));
    }

    @Test
    void aRightTranslatorFailsNoRule() throws IOException {
        Events tests = run(TranslatingKit.class, SampleTranslator.class);
        assertThat(failures(tests)).isEmpty();
        assertThat(names(tests.aborted())).containsExactly(FAILS_BY_NAME);
        assertThat(names(tests.succeeded())).hasSize(rules().size() - 1);
    }

    @Test
    void aRightDescriberFailsNoRuleAndSkipsThoseOfTranslating() throws IOException {
        Events tests = run(DescribingKit.class, DescribingTranslators.FailsByName.class);
        assertThat(failures(tests)).isEmpty();
        assertThat(names(tests.succeeded()))
                .containsExactlyInAnyOrder(REGISTERED, SAME_ENVIRONMENT, KEEPS_PLAN, FAILS_BY_NAME);
    }

    @ParameterizedTest
    @MethodSource("wrongTranslators")
    void aWrongTranslatorFailsExactlyTheRulesItBreaks(Class<? extends SampleTranslator> wrong, Set<String> broken)
            throws IOException {
        assertThat(failures(run(TranslatingKit.class, wrong)).keySet()).isEqualTo(new TreeSet<>(broken));
    }

    @ParameterizedTest
    @MethodSource("wrongDescribers")
    void aWrongDescriberFailsExactlyTheRulesItBreaks(Class<? extends SampleTranslator> wrong, Set<String> broken)
            throws IOException {
        assertThat(failures(run(DescribingKit.class, wrong)).keySet()).isEqualTo(new TreeSet<>(broken));
    }

    @ParameterizedTest
    @MethodSource("nullTranslators")
    void aNullAnswerIsNamedInEveryFailure(Class<? extends SampleTranslator> wrong, String question) throws IOException {
        Map<String, Throwable> failures = failures(run(TranslatingKit.class, wrong));
        assertThat(failures)
                .isNotEmpty()
                .allSatisfy((rule, failure) -> assertThat(failure)
                        .as(rule)
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining("what " + question + " gives")
                        .hasMessageContaining("not to be null"));
    }

    @Test
    void aMissingRegistrationNamesTheFileToWrite() throws IOException {
        assertThat(failures(run(TranslatingKit.class, WrongTranslators.IsNotRegistered.class)))
                .hasEntrySatisfying(
                        REGISTERED,
                        failure -> assertThat(failure)
                                .hasMessageContaining("META-INF/services/" + ResourceTranslator.class.getName()));
    }

    @Test
    void everyRuleHasATranslatorThatBreaksItAlone() {
        Set<String> broken = Stream.concat(wrongTranslators(), wrongDescribers())
                .map(row -> (Set<?>) row.get()[1])
                .filter(rules -> rules.size() == 1)
                .flatMap(Set::stream)
                .map(String::valueOf)
                .collect(Collectors.toSet());
        assertThat(broken).isEqualTo(rules());
    }

    @Test
    void everyWrongTranslatorIsTried() {
        List<Object> tried = Stream.of(wrongTranslators(), wrongDescribers(), nullTranslators())
                .flatMap(rows -> rows.map(row -> row.get()[0]))
                .toList();
        List<Class<?>> all = Stream.of(WrongTranslators.class, DescribingTranslators.class, NullTranslators.class)
                .flatMap(holder -> Arrays.stream(holder.getDeclaredClasses()))
                .filter(type -> type != DescribingTranslators.FailsByName.class)
                .toList();
        assertThat(tried).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void withoutPlansNoRulePasses() throws IOException {
        Events tests = run(SmallKit.class, SampleTranslator.class);
        assertThat(failures(tests).keySet()).contains(NEVER_LESS, WHOLE_UNITS, MORE_FOR_MORE, KEEPS_PLAN);
        assertThat(failures(tests).get(NEVER_LESS)).hasMessageContaining("largest(), 512 MiB");
    }

    private static Set<String> rules() {
        return Arrays.stream(ResourceTranslatorContract.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .collect(Collectors.toSet());
    }

    private Events run(
            Class<? extends TranslatingKit> kit, Class<? extends ResourceTranslator<SampleRequest>> translator)
            throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader registering = registering(translator)) {
            thread.setContextClassLoader(registering);
            return EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(kit))
                    .configurationParameter(TRANSLATOR, translator.getName())
                    .execute()
                    .testEvents();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** A services file on the class path would go into the test jar and offer the sample to every user of it. */
    private URLClassLoader registering(Class<?> translator) throws IOException {
        Path folder = Files.createDirectories(services.resolve("META-INF").resolve("services"));
        Files.writeString(
                folder.resolve(ResourceTranslator.class.getName()),
                translator == WrongTranslators.IsNotRegistered.class ? "" : translator.getName());
        return new URLClassLoader(
                new URL[] {services.toUri().toURL()}, getClass().getClassLoader());
    }

    private static Set<String> names(Events events) {
        return events.stream().map(ResourceTranslatorContractTest::name).collect(Collectors.toSet());
    }

    private static String name(Event event) {
        String name = event.getTestDescriptor().getDisplayName();
        return name.substring(0, name.indexOf('('));
    }

    private static Map<String, Throwable> failures(Events events) {
        Map<String, Throwable> failures = new TreeMap<>();
        events.failed().stream()
                .forEach(event -> failures.put(
                        name(event),
                        event.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable()
                                .orElseThrow()));
        return failures;
    }

    /** The contract for a translator that is named by a configuration parameter. */
    @ExtendWith(NamedTranslator.class)
    static class TranslatingKit extends ResourceTranslatorContract<SampleRequest> {

        private final SampleTranslator translator;

        TranslatingKit(SampleTranslator translator) {
            this.translator = translator;
        }

        @Override
        protected ResourceTranslator<SampleRequest> translator() {
            return translator;
        }

        @Override
        protected Optional<EnvironmentLimits> limitsOf(MemorySize maximum) {
            return Optional.of(SampleTranslator.limits(maximum, Certainty.KNOWN));
        }
    }

    static class DescribingKit extends TranslatingKit {

        DescribingKit(SampleTranslator translator) {
            super(translator);
        }

        @Override
        protected boolean supportsTranslation() {
            return false;
        }
    }

    static class SmallKit extends TranslatingKit {

        SmallKit(SampleTranslator translator) {
            super(translator);
        }

        @Override
        protected MemorySize largest() {
            return MemorySize.ofMebibytes(512);
        }
    }

    static final class NamedTranslator implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == SampleTranslator.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            String name = context.getConfigurationParameter(TRANSLATOR).orElseThrow();
            try {
                return Class.forName(name).getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("Cannot make " + name + ".", e);
            }
        }
    }
}
