package io.parley.core.discovery;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Admission;
import io.parley.api.environment.AdmissionCheck;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.EnvironmentLimitsSource;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.verdict.Verdict;
import java.util.Optional;

/** Providers to register: good ones, and ones that fail in every way. */
final class Providers {

    private Providers() {}

    public static final class Alpha extends SampleTranslator {
        public Alpha() {
            super("alpha");
        }
    }

    public static final class AlphaTwin extends SampleTranslator {
        public AlphaTwin() {
            super("alpha");
        }
    }

    public static final class Beta extends SampleTranslator {
        public Beta() {
            super("beta");
        }
    }

    public static final class ThrowingConstructor extends SampleTranslator {
        public ThrowingConstructor() {
            super("alpha");
            throw new UnsupportedOperationException("no libmesos here");
        }
    }

    public static final class ErrorInConstructor extends SampleTranslator {
        public ErrorInConstructor() {
            super("alpha");
            throw new AssertionError("asserted");
        }
    }

    public static final class FailingInitializer extends SampleTranslator {
        private static final int NUMBER = Integer.parseInt("no number");

        public FailingInitializer() {
            super("alpha" + NUMBER);
        }
    }

    public abstract static class AbstractOne extends SampleTranslator {
        public AbstractOne() {
            super("alpha");
        }
    }

    public static final class WithoutPublicConstructor extends SampleTranslator {
        public WithoutPublicConstructor(String name) {
            super(name);
        }
    }

    public static final class NoTranslator {}

    public static final class BlankName extends SampleTranslator {
        public BlankName() {
            super(" ");
        }
    }

    public static final class InvalidName extends SampleTranslator {
        public InvalidName() {
            super("Über Cluster");
        }
    }

    public static final class NullDescription extends SampleTranslator {
        public NullDescription() {
            super("alpha");
        }

        @Override
        @SuppressWarnings("NullAway") // Wrong on purpose.
        public EnvironmentDescription environment() {
            return null;
        }
    }

    public static final class ThrowingDescription extends SampleTranslator {
        public ThrowingDescription() {
            super("alpha");
        }

        @Override
        public EnvironmentDescription environment() {
            throw new NoClassDefFoundError("org/apache/hadoop/yarn/api/records/Resource");
        }
    }

    public static final class NullRequest extends SampleTranslator {
        public NullRequest() {
            super("null-request");
        }

        @Override
        @SuppressWarnings("NullAway") // Wrong on purpose.
        public Long translate(ProcessRequirements requirements, EnvironmentLimits limits) {
            return null;
        }
    }

    public static final class AlphaLauncher extends SampleLauncher {
        public AlphaLauncher() {
            super("alpha");
        }
    }

    public static final class AlphaLauncherTwin extends SampleLauncher {
        public AlphaLauncherTwin() {
            super("alpha");
        }
    }

    public static final class StrayLauncher extends SampleLauncher {
        public StrayLauncher() {
            super("nowhere");
        }
    }

    public static final class NullNameLauncher extends SampleLauncher {
        @SuppressWarnings("NullAway") // Wrong on purpose.
        public NullNameLauncher() {
            super(null);
        }
    }

    public static final class BlankNameLauncher extends SampleLauncher {
        public BlankNameLauncher() {
            super("  ");
        }
    }

    /** Finds no limits. */
    private abstract static class NoLimits implements EnvironmentLimitsSource {
        @Override
        public Optional<EnvironmentLimits> find(FlinkConfiguration configuration) {
            return Optional.empty();
        }
    }

    public static final class AlphaLimits extends NoLimits {
        @Override
        public String environment() {
            return "alpha";
        }
    }

    public static final class AlphaLimitsTwin extends NoLimits {
        @Override
        public String environment() {
            return "alpha";
        }
    }

    public static final class ThrowingLimits extends NoLimits {
        @Override
        public String environment() {
            throw new IllegalStateException("not yet");
        }
    }

    /** Admits everything. */
    private abstract static class AlwaysAdmitting implements AdmissionCheck {
        @Override
        public Admission check(ProcessRequirements requirements, FlinkConfiguration configuration) {
            return new Admission(Verdict.of(Verdict.Outcome.ADMIT, "Anything fits."), Optional.empty());
        }
    }

    public static final class AlphaCheck extends AlwaysAdmitting {
        @Override
        public String environment() {
            return "alpha";
        }
    }

    public static final class AlphaCheckTwin extends AlwaysAdmitting {
        @Override
        public String environment() {
            return "alpha";
        }
    }
}
