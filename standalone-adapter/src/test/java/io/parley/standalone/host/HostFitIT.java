package io.parley.standalone.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Real Java virtual machines, started with a plan's arguments under a real limit. */
@EnabledOnOs(OS.LINUX)
class HostFitIT {

    private static final ProcessMemoryPlan PLAN = SamplePlans.jobManager(MemorySize.ofMebibytes(4096));

    private static Outcome outcome(Optional<MemorySize> addressSpace) {
        HostMemory plenty = new HostMemory(
                MemorySize.ofMebibytes(1 << 20), Optional.empty(), List.of(), addressSpace, Optional.empty());
        return HostFit.of(PLAN, plenty).verdict().outcome();
    }

    private static int start(String limit) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -v " + limit + " && exec \"$0\" \"$@\" -version",
                        java,
                        "-XX:+UseSerialGC",
                        PLAN.jvmArguments().get(0),
                        PLAN.jvmArguments().get(1),
                        PLAN.jvmArguments().get(2))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void aJvmDoesNotStartInAnAddressSpaceThatThePlanNeverFits() throws Exception {
        MemorySize limit = MemorySize.ofMebibytes(3000);
        assertThat(outcome(Optional.of(limit))).isEqualTo(Outcome.NEVER);
        assertThat(start(Long.toString(limit.bytes() / 1024))).isNotZero();
    }

    @Test
    void aJvmStartsWithoutALimit() throws Exception {
        assertThat(outcome(Optional.empty())).isEqualTo(Outcome.ADMIT);
        assertThat(start("unlimited")).isZero();
    }
}
