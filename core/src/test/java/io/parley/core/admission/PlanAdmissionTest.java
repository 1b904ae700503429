package io.parley.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.Admission;
import io.parley.api.environment.AdmissionCheck;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.plan.PlanLowering;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.discovery.DiscoveredProvider;
import io.parley.core.discovery.SampleTranslator;
import io.parley.core.resolution.LoweredPlan;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.core.translation.CheckedTranslator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanAdmissionTest {

    private static final String KEY = "jobmanager.memory.process.size";

    /** Asks for the plan in bytes. */
    private static class Plain extends SampleTranslator {
        Plain() {
            super("plain");
        }
    }

    /** Cannot express anything. */
    private static final class Speechless extends Plain {
        @Override
        public Long translate(ProcessRequirements requirements, EnvironmentLimits limits) {
            throw ResourceTranslationException.inexpressible("plain", "2 GPUs", "Ask for none.");
        }
    }

    /** Gives one answer. */
    private record Answer(Admission admission) implements AdmissionCheck {
        @Override
        public String environment() {
            return "plain";
        }

        @Override
        public Admission check(ProcessRequirements requirements, FlinkConfiguration configuration) {
            return admission;
        }
    }

    private static DiscoveredEnvironment environment(SampleTranslator translator, Optional<AdmissionCheck> check) {
        return new DiscoveredEnvironment(
                new DiscoveredProvider<>(CheckedTranslator.of(translator), "Plain", "plain.jar"),
                Optional.empty(),
                Optional.empty(),
                check.map(instance -> new DiscoveredProvider<>(instance, "Answer", "plain.jar")));
    }

    private static PlanAdmission ask(DiscoveredEnvironment environment) {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of(KEY, "1600m"));
        MemoryPlanResolver resolver = MemoryPlanResolver.of(FlinkVersion.line(2, 3), environment.description());
        return PlanAdmission.of(environment, resolver, resolver.jobManager(configuration), configuration);
    }

    private static PlanAdmission askFiles(DiscoveredEnvironment environment) {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of(KEY, "1600m"));
        MemoryPlanResolver resolver = MemoryPlanResolver.of(FlinkVersion.line(2, 3), environment.description());
        return PlanAdmission.ofFiles(environment, resolver, resolver.jobManager(configuration), configuration);
    }

    private static PlanAdmission ask(Outcome outcome, Optional<MemorySize> room) {
        Verdict verdict = Verdict.allOf("The process.", List.of(Verdict.of(outcome, "A reason.")));
        return ask(environment(new Plain(), Optional.of(new Answer(new Admission(verdict, room)))));
    }

    @Test
    void givesTheAnswerOfTheEnvironment() {
        PlanAdmission admission = ask(Outcome.ADMIT, Optional.of(MemorySize.ofMebibytes(2048)));
        assertThat(admission.verdict().explain()).isEqualTo("ADMIT  The process.\n  ADMIT  A reason.");
        assertThat(admission.largest()).isEmpty();
    }

    @Test
    void addsTheLargestPlanThatFits() {
        PlanAdmission admission = ask(Outcome.NEVER, Optional.of(MemorySize.ofMebibytes(1024)));
        assertThat(admission.verdict().explain()).isEqualTo("""
                NEVER  The process.
                  NEVER  A reason.
                  ADMIT  The largest plan of this configuration that would fit has a Total Process Memory of 1024 MiB \
                (1073741824 bytes). Set jobmanager.memory.process.size to 1024m.""");
        assertThat(admission.largest()).map(LoweredPlan::key).contains(KEY);
    }

    @Test
    void saysWhatWouldStartNow() {
        assertThat(ask(Outcome.WAIT, Optional.of(MemorySize.ofMebibytes(1024)))
                        .verdict()
                        .explain())
                .startsWith("WAIT  The process.")
                .contains("  ADMIT  The largest plan of this configuration that would start now has");
    }

    @Test
    void saysThatNoPlanIsSmallEnough() {
        PlanAdmission admission = ask(Outcome.NEVER, Optional.of(MemorySize.ofMebibytes(300)));
        assertThat(admission.verdict().explain())
                .contains("  NEVER  No plan of this configuration is that small, whatever the sizes that lead it. Asked"
                        + " 1600 MiB (1677721600 bytes), available 300 MiB (314572800 bytes).");
        assertThat(admission.largest()).isEmpty();
    }

    @Test
    void searchesNoPlanWhereMemoryDoesNotDecide() {
        assertThat(ask(Outcome.NEVER, Optional.of(MemorySize.ofMebibytes(4096))).largest())
                .isEmpty();
        assertThat(ask(Outcome.NEVER, Optional.empty()).largest()).isEmpty();
    }

    @Test
    void saysWhatTheEnvironmentCannotExpress() {
        Admission never = new Admission(Verdict.of(Outcome.ADMIT, "Not asked."), Optional.empty());
        assertThat(ask(environment(new Speechless(), Optional.of(new Answer(never))))
                        .verdict()
                        .explain())
                .isEqualTo(
                        "NEVER  Cannot ask plain for 2 GPUs.\n  NEVER  the environment cannot express it. Ask for none.");
    }

    /** Refuses by itself what cannot be expressed. */
    private record Complete(Optional<Admission> admission) implements AdmissionCheck {
        @Override
        public String environment() {
            return "plain";
        }

        @Override
        public boolean isComplete() {
            return true;
        }

        @Override
        public Admission check(ProcessRequirements requirements, FlinkConfiguration configuration) {
            return admission.orElseThrow(
                    () -> ResourceTranslationException.inexpressible("plain", "1 disk", "Ask for none."));
        }
    }

    @Test
    void aCompleteCheckDecidesAlone() {
        Admission admitted = new Admission(Verdict.of(Outcome.ADMIT, "Asked."), Optional.empty());
        assertThat(ask(environment(new Speechless(), Optional.of(new Complete(Optional.of(admitted)))))
                        .verdict()
                        .explain())
                .isEqualTo("ADMIT  Asked.");
        assertThat(ask(environment(new Plain(), Optional.of(new Complete(Optional.empty()))))
                        .verdict()
                        .explain())
                .isEqualTo(
                        "NEVER  Cannot ask plain for 1 disk.\n  NEVER  the environment cannot express it. Ask for none.");
    }

    private static final String CURE = "Lower " + KEY + " to 1024m.";

    private static String cure(ProcessRequirements requirements, PlanLowering lowering) {
        return lowering == PlanLowering.BY_PLAN
                ? "It knows the plan alone."
                : lowering.within(requirements.plan(), MemorySize.ofMebibytes(1024))
                        .orElseThrow()
                        .text();
    }

    /** Holds 1024 MiB. */
    private static final class Small extends Plain {
        @Override
        public Long translate(ProcessRequirements requirements, EnvironmentLimits limits, PlanLowering lowering) {
            throw new ResourceTranslationException(
                    "Cannot hold it",
                    Verdict.of(Outcome.NEVER, "It is small.").curedBy(KEY, cure(requirements, lowering) + "."));
        }
    }

    /** Admits 1024 MiB. */
    private record Curing() implements AdmissionCheck {
        @Override
        public String environment() {
            return "plain";
        }

        @Override
        public Admission check(ProcessRequirements requirements, FlinkConfiguration configuration) {
            return check(requirements, configuration, PlanLowering.BY_PLAN);
        }

        @Override
        public Admission check(
                ProcessRequirements requirements, FlinkConfiguration configuration, PlanLowering lowering) {
            return new Admission(
                    Verdict.of(Outcome.NEVER, "It is full.").curedBy(KEY, cure(requirements, lowering) + "."),
                    Optional.empty());
        }
    }

    @Test
    void theTranslatorFindsTheCureInTheConfiguration() {
        assertThat(ask(environment(new Small(), Optional.of(new Curing())))
                        .verdict()
                        .explain())
                .isEqualTo("NEVER  Cannot hold it.\n  NEVER  It is small. " + CURE);
    }

    @Test
    void theCheckFindsTheCureInTheConfiguration() {
        assertThat(ask(environment(new Plain(), Optional.of(new Curing())))
                        .verdict()
                        .explain())
                .isEqualTo("NEVER  It is full. " + CURE);
    }

    @Test
    void saysThatAnEnvironmentCannotBeAsked() {
        DiscoveredEnvironment environment = environment(new Plain(), Optional.empty());
        assertThatIllegalStateException()
                .isThrownBy(() -> ask(environment))
                .withMessage(
                        "Cannot check the environment plain: plain.jar has a translator for it, but no AdmissionCheck"
                                + " was found. Put a jar that has one on the class path, or translate the plan to see what is"
                                + " asked for.");
    }

    @Test
    void readsFilesAloneWhereAnEnvironmentHasSome() {
        Admission asked = new Admission(Verdict.of(Outcome.ADMIT, "Asked."), Optional.empty());
        AdmissionCheck withFiles = new AdmissionCheck() {
            @Override
            public String environment() {
                return "plain";
            }

            @Override
            public Admission check(ProcessRequirements requirements, FlinkConfiguration configuration) {
                throw new AssertionError("It was asked.");
            }

            @Override
            public Optional<Admission> checkFiles(
                    ProcessRequirements requirements, FlinkConfiguration configuration, PlanLowering lowering) {
                return Optional.of(asked);
            }
        };
        assertThat(askFiles(environment(new Plain(), Optional.of(withFiles)))
                        .verdict()
                        .explain())
                .isEqualTo("ADMIT  Asked.");
        DiscoveredEnvironment withoutFiles = environment(new Plain(), Optional.of(new Answer(asked)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> askFiles(withoutFiles))
                .withMessage("Cannot check the environment plain offline: no files describe it. Ask it itself, without"
                        + " --offline.");
    }

    @Test
    @SuppressWarnings("NullAway") // Wrong on purpose.
    void refusesACheckThatGivesNull() {
        DiscoveredEnvironment environment = environment(new Plain(), Optional.of(new Answer(null)));
        assertThatIllegalStateException()
                .isThrownBy(() -> ask(environment))
                .withMessage("Answer broke its contract: check gave null. Repair it.");
    }
}
