package io.parley.api.environment;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.PlanContext;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Translators that are wrong on purpose, each in the one way that its name tells. Public for ServiceLoader. */
final class WrongTranslators {

    private static final MemorySize SMALL = MemorySize.ofMebibytes(2048);

    private WrongTranslators() {}

    public static class AsksOneUnitLess extends SampleTranslator {
        @Override
        MemorySize asked(ProcessMemoryPlan plan) {
            return super.asked(plan).minus(UNIT);
        }
    }

    public static class RoundsDown extends SampleTranslator {
        @Override
        MemorySize asked(ProcessMemoryPlan plan) {
            return MemorySize.ofMebibytes(plan.totalProcess().bytes() >> 20);
        }
    }

    public static class RoundsToNearest extends SampleTranslator {
        @Override
        MemorySize asked(ProcessMemoryPlan plan) {
            return MemorySize.ofMebibytes(Math.round(plan.totalProcess().bytes() / 1048576.0));
        }
    }

    public static class IgnoresOverhead extends SampleTranslator {
        @Override
        MemorySize asked(ProcessMemoryPlan plan) {
            return MemorySize.ofMebibytes(plan.totalFlink().mebibytesRoundedUp());
        }
    }

    public static class AsksOneUnitMore extends SampleTranslator {
        @Override
        MemorySize asked(ProcessMemoryPlan plan) {
            return super.asked(plan).plus(UNIT);
        }
    }

    public static class AddsAUnitToWholeUnits extends SampleTranslator {
        @Override
        MemorySize asked(ProcessMemoryPlan plan) {
            return MemorySize.ofMebibytes((plan.totalProcess().bytes() >> 20) + 1);
        }
    }

    public static class AsksInBytes extends SampleTranslator {
        @Override
        MemorySize asked(ProcessMemoryPlan plan) {
            return plan.totalProcess();
        }
    }

    public static class AsksLessForMore extends SampleTranslator {
        @Override
        MemorySize asked(ProcessMemoryPlan plan) {
            MemorySize asked = super.asked(plan);
            return asked.compareTo(SMALL) < 0 ? SMALL.plus(SMALL) : asked;
        }

        @Override
        MemorySize granted(MemorySize asked, ResourceLimit limit) {
            return MemorySize.ofMebibytes(limit.maximum().amount());
        }
    }

    public static class GrantsLessForMore extends SampleTranslator {
        @Override
        MemorySize granted(MemorySize asked, ResourceLimit limit) {
            MemorySize granted = super.granted(asked, limit);
            return asked.compareTo(SMALL) < 0 ? granted.plus(SMALL) : granted;
        }
    }

    public static class PredictsLessThanItAsks extends SampleTranslator {
        @Override
        MemorySize granted(MemorySize asked, ResourceLimit limit) {
            return asked.minus(UNIT);
        }
    }

    public static class CountsItsAnswers extends SampleTranslator {
        private final AtomicInteger answers = new AtomicInteger();

        @Override
        public RequestDescription describe(SampleRequest request) {
            RequestDescription asked = super.describe(request);
            return new RequestDescription(
                    asked.memory(), asked.amounts(), Map.of(), Map.of("text", "answer " + answers.incrementAndGet()));
        }
    }

    public static class GrantsAnotherHostEachTime extends SampleTranslator {
        private final AtomicInteger answers = new AtomicInteger();

        @Override
        public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
            Grant grant = super.predictGrant(requirements, limits);
            return new Grant(
                    grant.memory(),
                    grant.cpus(),
                    grant.namedResources(),
                    Optional.of("host-" + answers.incrementAndGet()),
                    List.of(),
                    grant.certainty());
        }
    }

    public static class NeedsOtherGpusEachTime extends SampleTranslator {
        private final AtomicInteger answers = new AtomicInteger();

        @Override
        public ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
            return super.requirements(plan, configuration).toBuilder()
                    .gpus(answers.incrementAndGet())
                    .build();
        }
    }

    public static class AssumesOtherLimitsEachTime extends SampleTranslator {
        private final AtomicInteger answers = new AtomicInteger();

        @Override
        public EnvironmentLimits assumedLimits() {
            return limits(MemorySize.ofMebibytes((1 << 20) + answers.incrementAndGet()), Certainty.ASSUMED);
        }
    }

    public static class DescribesItselfAnew extends SampleTranslator {
        private final AtomicInteger answers = new AtomicInteger();

        @Override
        public EnvironmentDescription environment() {
            return new EnvironmentDescription(
                    ENVIRONMENT.name(),
                    "Answer " + answers.incrementAndGet() + ".",
                    ENVIRONMENT.sizedBy(),
                    ENVIRONMENT.legacyHeap(),
                    ENVIRONMENT.memoryUnit(),
                    ENVIRONMENT.expressible(),
                    ENVIRONMENT.honouredKeys());
        }
    }

    public static class NeedsAnotherPlan extends SampleTranslator {
        @Override
        public ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
            return super.requirements(SamplePlans.taskManager(plan.totalProcess()), configuration);
        }
    }

    public static class NeedsASmallerPlan extends SampleTranslator {
        @Override
        public ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
            return super.requirements(SamplePlans.jobManager(plan.totalProcess().minus(UNIT)), configuration);
        }
    }

    public static class ForgetsHowThePlanCameAbout extends SampleTranslator {
        @Override
        public ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
            if (!(plan instanceof JobManagerMemoryPlan jobManager)) {
                return super.requirements(plan, configuration);
            }
            PlanContext context = new PlanContext(
                    plan.flinkVersion(),
                    LeadingSize.COMPONENTS,
                    plan.context().dynamicProperties(),
                    Map.of(),
                    List.of());
            return super.requirements(
                    new JobManagerMemoryPlan(
                            jobManager.flinkMemory(), jobManager.jvm(), jobManager.directMemoryLimit(), context),
                    configuration);
        }
    }

    public static class SwallowsPorts extends SampleTranslator {
        @Override
        void refuseInexpressible(ProcessRequirements requirements) {
            if (requirements.ports().isEmpty()) {
                super.refuseInexpressible(requirements);
            }
        }
    }

    public static class SwallowsPortsWhenPredicting extends SampleTranslator {
        @Override
        public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
            ProcessRequirements withoutPorts = new ProcessRequirements(
                    requirements.plan(),
                    requirements.cpus(),
                    requirements.disk(),
                    requirements.gpus(),
                    requirements.namedResources(),
                    List.of(),
                    requirements.placement());
            return super.predictGrant(withoutPorts, limits);
        }
    }

    public static class RefusesWithoutTheName extends SampleTranslator {
        @Override
        void refuseInexpressible(ProcessRequirements requirements) {
            if (!requirements.ports().isEmpty()) {
                throw refusal("That does not work here.");
            }
            super.refuseInexpressible(requirements);
        }

        @Override
        public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
            super.refuseInexpressible(requirements);
            return super.predictGrant(requirements, limits);
        }
    }

    public static class RefusesByAnUntypedException extends SampleTranslator {
        @Override
        void refuseInexpressible(ProcessRequirements requirements) {
            if (!requirements.ports().isEmpty()) {
                throw new UnsupportedOperationException("ports");
            }
            super.refuseInexpressible(requirements);
        }
    }

    public static class RefusesWithoutAmounts extends SampleTranslator {
        @Override
        void refuseAbove(MemorySize maximum, ProcessMemoryPlan plan) {
            if (plan.totalProcess().compareTo(maximum) > 0) {
                throw refusal("It is too large.");
            }
        }
    }

    public static class RefusesWithoutTheAskedAmount extends SampleTranslator {
        @Override
        void refuseAbove(MemorySize maximum, ProcessMemoryPlan plan) {
            if (plan.totalProcess().compareTo(maximum) > 0) {
                throw refusal("It exceeds the maximum " + maximum + ".");
            }
        }
    }

    public static class RefusesWithoutTheMaximum extends SampleTranslator {
        @Override
        void refuseAbove(MemorySize maximum, ProcessMemoryPlan plan) {
            if (plan.totalProcess().compareTo(maximum) > 0) {
                throw refusal(plan.totalProcess() + " is too large.");
            }
        }
    }

    public static class RefusesWithoutACure extends SampleTranslator {
        @Override
        void refuseAbove(MemorySize maximum, ProcessMemoryPlan plan) {
            if (plan.totalProcess().compareTo(maximum) > 0) {
                throw new ResourceTranslationException(
                        "Cannot fit",
                        Verdict.of(Verdict.Outcome.NEVER, plan.totalProcess() + " exceeds " + maximum + "."));
            }
        }
    }

    public static class RefusesForNow extends SampleTranslator {
        @Override
        void refuseAbove(MemorySize maximum, ProcessMemoryPlan plan) {
            if (plan.totalProcess().compareTo(maximum) > 0) {
                throw new ResourceTranslationException(
                        "Cannot fit",
                        Verdict.of(Verdict.Outcome.WAIT, plan.totalProcess() + " exceeds " + maximum + ".")
                                .curedBy(MAXIMUM_KEY, "Raise it."));
            }
        }
    }

    public static class RefusesAsAWrongArgument extends SampleTranslator {
        @Override
        void refuseAbove(MemorySize maximum, ProcessMemoryPlan plan) {
            if (plan.totalProcess().compareTo(maximum) > 0) {
                throw new IllegalArgumentException(plan.totalProcess() + " exceeds " + maximum + ".");
            }
        }
    }

    public static class RefusesTheMaximumItself extends SampleTranslator {
        @Override
        void refuseAbove(MemorySize maximum, ProcessMemoryPlan plan) {
            super.refuseAbove(maximum.minus(UNIT), plan);
        }
    }

    public static class ComparesRoundedDown extends SampleTranslator {
        @Override
        void refuseAbove(MemorySize maximum, ProcessMemoryPlan plan) {
            if (plan.totalProcess().bytes() >> 20 > maximum.mebibytesRoundedUp()) {
                super.refuseAbove(maximum, plan);
            }
        }
    }

    public static class AcceptsAnySize extends SampleTranslator {
        @Override
        void refuseAbove(MemorySize maximum, ProcessMemoryPlan plan) {}
    }

    public static class PredictsWhatItRefuses extends SampleTranslator {
        @Override
        public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
            refuseInexpressible(requirements);
            return new Grant(
                    granted(asked(requirements.plan()), limits.of(MEMORY)),
                    requirements.cpus(),
                    Map.of(),
                    Optional.empty(),
                    List.of(),
                    limits.certainty());
        }
    }

    public static class IsCertainOfAssumptions extends SampleTranslator {
        @Override
        public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
            Grant grant = super.predictGrant(requirements, limits);
            return Grant.of(grant.memory(), grant.cpus(), Certainty.KNOWN);
        }
    }

    public static class PretendsToKnowItsLimits extends SampleTranslator {
        @Override
        public EnvironmentLimits assumedLimits() {
            EnvironmentLimits assumed = super.assumedLimits();
            return new EnvironmentLimits(assumed.resources(), assumed.rules(), Certainty.KNOWN);
        }
    }

    public static class NamesGrantsOtherwise extends SampleTranslator {
        @Override
        public Map<String, BigDecimal> describe(Grant grant) {
            return Map.of("mem", BigDecimal.valueOf(grant.memory().mebibytesRoundedUp()));
        }
    }

    public static class ShowsNothing extends SampleTranslator {
        @Override
        public RequestDescription describe(SampleRequest request) {
            return RequestDescription.ofAmounts(request.memory(), Map.of());
        }

        @Override
        public Map<String, BigDecimal> describe(Grant grant) {
            return Map.of();
        }
    }

    /** Right, but the test does not register it. */
    public static class IsNotRegistered extends SampleTranslator {}

    public static class HasNoPublicConstructor extends SampleTranslator {
        HasNoPublicConstructor() {}
    }
}
