package io.parley.api.environment;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.ProcessMemoryPlan;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/** Translators that answer one question with null. Public for ServiceLoader. */
@NullUnmarked // A stranger's adapter need not be compiled with null checks.
final class NullTranslators {

    private NullTranslators() {}

    public static class NullEnvironment extends SampleTranslator {
        @Override
        public EnvironmentDescription environment() {
            return null;
        }
    }

    public static class NullLimits extends SampleTranslator {
        @Override
        public EnvironmentLimits assumedLimits() {
            return null;
        }
    }

    public static class NullRequirements extends SampleTranslator {
        @Override
        public ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
            return null;
        }
    }

    public static class NullRequest extends SampleTranslator {
        @Override
        public SampleRequest translate(ProcessRequirements requirements, EnvironmentLimits limits) {
            super.translate(requirements, limits);
            return null;
        }

        @Override
        public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
            return new SampleTranslator().predictGrant(requirements, limits);
        }
    }

    public static class NullGrant extends SampleTranslator {
        @Override
        public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
            super.predictGrant(requirements, limits);
            return null;
        }
    }

    public static class NullDescription extends SampleTranslator {
        @Override
        public RequestDescription describe(SampleRequest request) {
            return null;
        }
    }

    public static class NullAmounts extends SampleTranslator {
        @Override
        public Map<String, BigDecimal> describe(Grant grant) {
            return null;
        }
    }
}
