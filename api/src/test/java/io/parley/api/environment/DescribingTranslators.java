package io.parley.api.environment;

import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;

/** Translators of adapters that only describe their environment, and say so well or badly. Public for ServiceLoader. */
final class DescribingTranslators {

    private DescribingTranslators() {}

    /** Keeps the rules. */
    public static class FailsByName extends SampleTranslator {

        RuntimeException failure() {
            return new ResourceTranslationException(
                    "Cannot translate for the environment sample",
                    Verdict.of(Verdict.Outcome.NEVER, "it only describes itself."));
        }

        @Override
        public SampleRequest translate(ProcessRequirements requirements, EnvironmentLimits limits) {
            throw failure();
        }
    }

    public static class FailsWithoutItsName extends FailsByName {
        @Override
        RuntimeException failure() {
            return refusal("not yet.");
        }
    }

    public static class FailsByAnUntypedException extends FailsByName {
        @Override
        RuntimeException failure() {
            return new UnsupportedOperationException("sample");
        }
    }

    public static class TranslatesNevertheless extends FailsByName {
        @Override
        public SampleRequest translate(ProcessRequirements requirements, EnvironmentLimits limits) {
            return new SampleRequest(asked(requirements.plan()), requirements.cpus(), requirements.gpus());
        }

        @Override
        public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
            throw failure();
        }
    }

    public static class PredictsNevertheless extends FailsByName {
        @Override
        public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
            return Grant.of(MemorySize.MAX, requirements.cpus(), limits.certainty());
        }
    }
}
