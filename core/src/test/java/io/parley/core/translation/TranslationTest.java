package io.parley.core.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.PlanFitter;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.RequestDescription;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.LoweringCure;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.core.discovery.SampleTranslator;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TranslationTest {

    private static final MemorySize ASKED = MemorySize.ofMebibytes(1600);
    private static final MemorySize GRANTED = MemorySize.ofMebibytes(2048);
    private static final ProcessMemoryPlan PLAN = SamplePlans.jobManager(ASKED);
    private static final PlanFitter GROWING = (plan, grant) ->
            new PlanFit(SamplePlans.jobManager(grant.memory().max(plan.totalProcess())), MemorySize.ZERO);

    /** Is granted 2048 MiB, unless a test overrides a method. */
    private static class Rounding extends SampleTranslator {

        Rounding() {
            super("rounding");
        }

        @Override
        public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
            return Grant.of(GRANTED, CpuAmount.ZERO, Certainty.ASSUMED);
        }
    }

    private static <R> Translation<R> translate(ResourceTranslator<R> translator, PlanFitter fitter) {
        return Translation.of(translator, PLAN, FlinkConfiguration.of(Map.of()), EnvironmentLimits.NONE, fitter);
    }

    private static void refuses(ResourceTranslator<?> translator, String... parts) {
        assertThatIllegalStateException()
                .isThrownBy(() -> translate(translator, PlanFitter.UNCHANGED))
                .withMessageStartingWith(
                        "The translator " + translator.getClass().getName() + " broke its contract: ")
                .withMessageContainingAll(parts)
                .withMessageContaining("Repair or remove the translator");
    }

    private static void refuses(PlanFitter fitter, String... parts) {
        assertThatIllegalStateException()
                .isThrownBy(() -> translate(new Rounding(), fitter))
                .withMessageStartingWith("The plan fitter " + fitter.getClass().getName() + " broke its contract: ")
                .withMessageContainingAll(parts);
    }

    @Test
    void goesFromThePlanToTheFittedPlan() {
        Translation<Long> translation = translate(new Rounding(), GROWING);
        assertThat(translation.environment().name()).isEqualTo("rounding");
        assertThat(translation.requirements().plan()).isEqualTo(PLAN);
        assertThat(translation.request()).isEqualTo(ASKED.bytes());
        assertThat(translation.asked().memory()).isEqualTo(ASKED);
        assertThat(translation.grant().memory()).isEqualTo(GRANTED);
        assertThat(translation.grant().certainty()).isEqualTo(Certainty.ASSUMED);
        assertThat(translation.granted()).containsEntry("bytes", BigDecimal.valueOf(GRANTED.bytes()));
        assertThat(translation.fit().plan().totalProcess()).isEqualTo(GRANTED);
        assertThat(translate(new Rounding(), PlanFitter.UNCHANGED).fit().unused())
                .isEqualTo(MemorySize.ofMebibytes(448));
    }

    @Test
    void letsTheTranslatorsOwnRefusalsPass() {
        ResourceTranslationException refusal =
                ResourceTranslationException.inexpressible("rounding", "1 gpu", "Ask for none.");
        assertThatThrownBy(() -> translate(
                        new Rounding() {
                            @Override
                            public Long translate(ProcessRequirements requirements, EnvironmentLimits limits) {
                                throw refusal;
                            }
                        },
                        PlanFitter.UNCHANGED))
                .isSameAs(refusal);
    }

    @Test
    void aRefusalNamesTheCureThatTheFitterFinds() {
        ResourceTranslator<Long> small = new Rounding() {
            @Override
            public Long translate(ProcessRequirements requirements, EnvironmentLimits limits, PlanLowering lowering) {
                LoweringCure cure = lowering.within(requirements.plan(), MemorySize.ofMebibytes(1024))
                        .orElseThrow();
                throw new ResourceTranslationException(
                        "Cannot hold it",
                        Verdict.of(Verdict.Outcome.NEVER, "it is small.").curedBy("k", cure.text()));
            }
        };
        PlanFitter fitter = new PlanFitter() {
            @Override
            public PlanFit fit(ProcessMemoryPlan plan, Grant grant) {
                return PlanFitter.UNCHANGED.fit(plan, grant);
            }

            @Override
            public PlanLowering lowering() {
                return (plan, maximum) -> Optional.of(new LoweringCure(List.of("k"), "Lower k for " + maximum));
            }
        };
        assertThatThrownBy(() -> translate(small, fitter))
                .hasMessage("Cannot hold it: it is small. Lower k for 1024 MiB (1073741824 bytes)");
    }

    @Test
    void refusesARequestForLessThanThePlanAlsoBesideALowering() {
        refuses(
                new Rounding() {
                    @Override
                    public Long translate(
                            ProcessRequirements requirements, EnvironmentLimits limits, PlanLowering lowering) {
                        return ASKED.bytes() - 1;
                    }
                },
                "1600 MiB (1677721599 bytes), less than the 1600 MiB (1677721600 bytes) of Total Process Memory.");
    }

    @Test
    void refusesARequestForLessThanThePlanWithBothAmounts() {
        refuses(
                new Rounding() {
                    @Override
                    public Long translate(ProcessRequirements requirements, EnvironmentLimits limits) {
                        return ASKED.bytes() - 1;
                    }
                },
                "translate(requirements, limits) asks for 1600 MiB (1677721599 bytes), less than the 1600 MiB"
                        + " (1677721600 bytes) of Total Process Memory.");
    }

    @Test
    void refusesAGrantOfLessThanThePlanWithBothAmounts() {
        refuses(
                new Rounding() {
                    @Override
                    public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
                        return Grant.of(MemorySize.ofMebibytes(1536), CpuAmount.ZERO, Certainty.KNOWN);
                    }
                },
                "predictGrant(requirements, limits) gives 1536 MiB (1610612736 bytes), less than the 1600 MiB (1677721600"
                        + " bytes) of Total Process Memory.");
    }

    @Test
    void refusesAGrantOfLessThanTheRequestWithBothAmounts() {
        refuses(
                new Rounding() {
                    @Override
                    public Long translate(ProcessRequirements requirements, EnvironmentLimits limits) {
                        return GRANTED.bytes() + 1;
                    }
                },
                "predictGrant(requirements, limits) gives 2048 MiB (2147483648 bytes), less than the 2048 MiB (2147483649"
                        + " bytes) of memory that translate asks for.");
    }

    @Test
    void refusesRequirementsOfAnotherPlanWithBothAmounts() {
        refuses(
                new Rounding() {
                    @Override
                    public ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
                        return ProcessRequirements.of(SamplePlans.jobManager(GRANTED))
                                .build();
                    }
                },
                "requirements(plan, configuration) changed the plan",
                "1600 MiB (1677721600 bytes)",
                "2048 MiB (2147483648 bytes)");
    }

    @Test
    @SuppressWarnings("NullAway") // Wrong on purpose.
    void refusesANullByTheNameOfTheMethod() {
        refuses(
                new Rounding() {
                    @Override
                    public ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
                        return null;
                    }
                },
                "requirements(plan, configuration) gave null.");
        refuses(
                new Rounding() {
                    @Override
                    public Long translate(ProcessRequirements requirements, EnvironmentLimits limits) {
                        return null;
                    }
                },
                "translate(requirements, limits) gave null.");
        refuses(
                new Rounding() {
                    @Override
                    public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
                        return null;
                    }
                },
                "predictGrant(requirements, limits) gave null.");
        refuses(
                new Rounding() {
                    @Override
                    public RequestDescription describe(Long request) {
                        return null;
                    }
                },
                "describe(request) gave null.");
        refuses(
                new Rounding() {
                    @Override
                    public Map<String, BigDecimal> describe(Grant grant) {
                        return null;
                    }
                },
                "describe(grant) gave null.");
        refuses(
                new Rounding() {
                    @Override
                    public EnvironmentDescription environment() {
                        return null;
                    }
                },
                "environment() gave null.");
        ResourceTranslator<Long> withoutLimits = new Rounding() {
            @Override
            public EnvironmentLimits assumedLimits() {
                return null;
            }
        };
        assertThatIllegalStateException()
                .isThrownBy(() -> CheckedTranslator.of(withoutLimits).assumedLimits())
                .withMessageContainingAll(withoutLimits.getClass().getName(), "assumedLimits() gave null.");
    }

    @Test
    @SuppressWarnings("NullAway") // Wrong on purpose.
    void refusesAFitterThatGivesNull() {
        refuses((plan, grant) -> null, "it gave null.");
    }

    @Test
    void refusesAFitterThatShrinksAPartWithBothAmounts() {
        refuses(
                (plan, grant) -> new PlanFit(SamplePlans.jobManager(MemorySize.ofMebibytes(1599)), MemorySize.ZERO),
                "it shrank JVM Heap from 1024 MiB (1073741824 bytes) to 1023 MiB (1072693248 bytes).");
        refuses(
                (plan, grant) -> new PlanFit(SamplePlans.taskManager(GRANTED), MemorySize.ZERO),
                "it shrank JVM Heap from 1024 MiB (1073741824 bytes) to 0 bytes.");
    }

    @Test
    void refusesAFitterThatExceedsTheGrantWithBothAmounts() {
        refuses(
                (plan, grant) ->
                        new PlanFit(SamplePlans.jobManager(GRANTED.plus(MemorySize.ofBytes(1))), MemorySize.ZERO),
                "2048 MiB (2147483649 bytes), more than the 2048 MiB (2147483648 bytes) granted.");
    }

    @Test
    void checksATranslatorOnlyOnce() {
        CheckedTranslator<Long> checked = CheckedTranslator.of(new Rounding());
        assertThat(CheckedTranslator.of(checked)).isSameAs(checked);
        assertThat(checked.translatorClass()).isEqualTo(Rounding.class);
        assertThat(checked).hasToString("CheckedTranslator[" + Rounding.class.getName() + "]");
    }
}
