package io.parley.standalone.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.environment.Admission;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.LoweringCure;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.standalone.host.HostMemory.CommitLimit;
import io.parley.standalone.host.HostMemory.ControlGroup;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plan of 1600 MiB, led by Total Process Memory. */
class HostFitTest {

    private static final ProcessMemoryPlan PLAN = SamplePlans.jobManager(mebibytes(1600));
    private static final String KEY = "jobmanager.memory.process.size";

    private static MemorySize mebibytes(long number) {
        return MemorySize.ofMebibytes(number);
    }

    private static HostMemory host(long physical, long free) {
        return new HostMemory(
                mebibytes(physical), Optional.of(mebibytes(free)), List.of(), Optional.empty(), Optional.empty());
    }

    private static HostMemory in(ControlGroup... groups) {
        return new HostMemory(
                mebibytes(8192), Optional.of(mebibytes(8000)), List.of(groups), Optional.empty(), Optional.empty());
    }

    private static ControlGroup group(long limit, long used) {
        return new ControlGroup("/flink", "/sys/fs/cgroup/flink/memory.max", mebibytes(limit), mebibytes(used));
    }

    private static String reasons(Admission admission) {
        return admission.verdict().explain();
    }

    @Test
    void admitsWhatIsFree() {
        Admission admission = HostFit.of(PLAN, host(8192, 1600));
        assertThat(reasons(admission)).isEqualTo("""
                ADMIT  A JobManager with a Total Process Memory of 1600 MiB on this host.
                  ADMIT  The physical memory of this host (MemTotal of /proc/meminfo) suffices. Asked 1600 MiB, available 8192 MiB.
                  ADMIT  What is free on this host now (MemAvailable of /proc/meminfo) suffices. Asked 1600 MiB, available 1600 MiB.""");
        assertThat(admission.room()).contains(mebibytes(1600));
    }

    @Test
    void waitsForWhatIsNotFreeNow() {
        Admission admission = HostFit.of(PLAN, host(8192, 1500));
        assertThat(admission.verdict().outcome()).isEqualTo(Outcome.WAIT);
        assertThat(reasons(admission))
                .contains(
                        "  WAIT  What is free on this host now (MemAvailable of /proc/meminfo) is less than the process"
                                + " may use. Asked 1600 MiB, available 1500 MiB. Wait until others end, or end them. Lower "
                                + KEY + " to 1500m to start now.");
        assertThat(admission.room()).contains(mebibytes(1500));
    }

    @Test
    void neverFitsIntoLessPhysicalMemory() {
        Admission admission = HostFit.of(PLAN, host(1024, 512));
        assertThat(admission.verdict().outcome()).isEqualTo(Outcome.NEVER);
        assertThat(reasons(admission))
                .contains("  NEVER  The physical memory of this host (MemTotal of /proc/meminfo) is smaller than the"
                        + " process. Asked 1600 MiB, available 1024 MiB. Lower " + KEY
                        + " to 1024m, or take a host with more memory.");
        assertThat(admission.room()).contains(mebibytes(1024));
    }

    @ParameterizedTest
    @CsvSource({"1599, 0, NEVER, 1599", "1600, 0, ADMIT, 1600", "1600, 1, WAIT, 1599", "2000, 2100, WAIT, 0"})
    void countsTheLimitOfAControlGroupAndWhatIsLeftOfIt(long limit, long used, Outcome outcome, long room) {
        Admission admission = HostFit.of(PLAN, in(group(limit, used)));
        assertThat(admission.verdict().outcome()).isEqualTo(outcome);
        assertThat(admission.room()).contains(mebibytes(room));
    }

    @Test
    void namesTheControlGroupAndItsSetting() {
        assertThat(reasons(HostFit.of(PLAN, in(group(1024, 0)))))
                .contains(
                        "  NEVER  The control group /flink (/sys/fs/cgroup/flink/memory.max) is smaller than the process."
                                + " Asked 1600 MiB, available 1024 MiB. Lower " + KEY
                                + " to 1024m, or raise /sys/fs/cgroup/flink/memory.max.");
        assertThat(reasons(HostFit.of(PLAN, in(group(2048, 1024)))))
                .contains(
                        "  WAIT  What is left in the control group /flink (/sys/fs/cgroup/flink/memory.max) is less than"
                                + " the process may use. Asked 1600 MiB, available 1024 MiB.");
    }

    @Test
    void countsTheTightestOfSeveralControlGroups() {
        Admission admission = HostFit.of(PLAN, in(group(2048, 0), group(1500, 0), group(1400, 0)));
        assertThat(admission.verdict().outcome()).isEqualTo(Outcome.NEVER);
        assertThat(admission.verdict().reasons())
                .extracting(Verdict::outcome)
                .containsExactly(
                        Outcome.ADMIT, Outcome.ADMIT, Outcome.ADMIT, Outcome.NEVER, Outcome.NEVER, Outcome.ADMIT);
        assertThat(admission.room()).contains(mebibytes(1400));
    }

    @Test
    void neverFitsIntoASmallerAddressSpace() {
        HostMemory host = new HostMemory(
                mebibytes(8192),
                Optional.empty(),
                List.of(),
                Optional.of(MemorySize.ofBytes(mebibytes(1000).bytes() + 1)),
                Optional.empty());
        assertThat(reasons(HostFit.of(PLAN, host)))
                .contains(
                        "  NEVER  The address space of a process (ulimit -v) is smaller than the process. Asked 1600 MiB,"
                                + " available 1000 MiB (1048576001 bytes). Lower " + KEY
                                + " to 1000m, or raise it, for instance with ulimit -v unlimited.");
    }

    @Test
    void saysThatAJvmMayNotStartWhereItsReservedAddressesFindNoRoom() {
        assertThat(reasons(HostFit.of(PLAN, inAddressSpace(2623))))
                .startsWith("ADMIT")
                .contains(
                        "  ADMIT  The address space of a process (ulimit -v) holds the memory of the process, but a JVM"
                                + " reserves up to 1024 MiB of addresses beside it and may not start. Asked 1600 MiB, available"
                                + " 2623 MiB. Should it not start, raise it to 2624 MiB or to unlimited.");
        assertThat(reasons(HostFit.of(PLAN, inAddressSpace(2624))))
                .contains(
                        "  ADMIT  The address space of a process (ulimit -v) suffices. Asked 1600 MiB, available 2624 MiB.");
    }

    private static HostMemory inAddressSpace(long limit) {
        return new HostMemory(
                mebibytes(8192), Optional.empty(), List.of(), Optional.of(mebibytes(limit)), Optional.empty());
    }

    @Test
    void aProcessAsLargeAsNumbersGoIsRefusedLikeAnyOther() {
        ProcessMemoryPlan endless = SamplePlans.jobManager(MemorySize.ofBytes(Long.MAX_VALUE - 1));

        assertThat(HostFit.of(endless, inAddressSpace(4096)).verdict().outcome())
                .isEqualTo(Outcome.NEVER);
    }

    @ParameterizedTest
    @CsvSource({"1599, 0, NEVER", "4096, 2496, ADMIT", "4096, 2497, WAIT", "4096, 5000, WAIT"})
    void countsWhatAStrictHostMayPromise(long limit, long committed, Outcome outcome) {
        HostMemory host = new HostMemory(
                mebibytes(8192),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(new CommitLimit(mebibytes(limit), mebibytes(committed))));
        Admission admission = HostFit.of(PLAN, host);
        assertThat(admission.verdict().outcome()).isEqualTo(outcome);
        assertThat(reasons(admission)).contains("(vm.overcommit_memory)");
    }

    @Test
    void tellsAHostThatPromisesTooLittleHowToPromiseMore() {
        HostMemory host = new HostMemory(
                mebibytes(8192),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(new CommitLimit(mebibytes(1024), mebibytes(0))));
        assertThat(reasons(HostFit.of(PLAN, host)))
                .contains(
                        "  NEVER  What this host may promise to all processes together (vm.overcommit_memory) is smaller"
                                + " than the process. Asked 1600 MiB, available 1024 MiB. Lower " + KEY
                                + " to 1024m, or raise vm.overcommit_ratio, or set vm.overcommit_memory to 0.");
    }

    @Test
    void namesTheKeyToChange() {
        assertThat(HostFit.of(PLAN, host(1024, 512)).verdict().reasons())
                .extracting(reason -> reason.key().orElse(""))
                .containsExactly(KEY, KEY);
    }

    @Test
    void namesTheSettingWhereThereIsNothingLeftToLowerTo() {
        assertThat(reasons(HostFit.of(PLAN, in(group(0, 0)))))
                .contains("available 0 bytes. Raise /sys/fs/cgroup/flink/memory.max.");
    }

    @Test
    void doesNotAdviseToLowerToNothing() {
        assertThat(reasons(HostFit.of(PLAN, in(group(2048, 2048)))))
                .contains("Wait until others end, or end them.")
                .doesNotContain("to 0m");
    }

    private static Admission together(HostMemory host) {
        return HostFit.together(
                List.of(
                        ProcessRequirements.of(PLAN).build(),
                        ProcessRequirements.of(SamplePlans.taskManager(mebibytes(1728)))
                                .build()),
                host,
                PlanLowering.BY_PLAN);
    }

    @Test
    void processesThatFitAloneNeedNotFitTogether() {
        HostMemory host = host(3327, 3000);
        assertThat(HostFit.of(PLAN, host).verdict().outcome()).isEqualTo(Outcome.ADMIT);
        Admission admission = together(host);
        assertThat(admission.verdict().outcome()).isEqualTo(Outcome.NEVER);
        assertThat(reasons(admission)).isEqualTo("""
                NEVER  A JobManager and a TaskManager with a Total Process Memory of 3328 MiB together on this host.
                  NEVER  The physical memory of this host (MemTotal of /proc/meminfo) is smaller than the processes together. \
                Asked 3328 MiB, available 3327 MiB. Lower jobmanager.memory.process.size to 1599m, or lower \
                taskmanager.memory.process.size to 1727m, or take a host with more memory.
                  WAIT  What is free on this host now (MemAvailable of /proc/meminfo) is less than the processes may use \
                together. Asked 3328 MiB, available 3000 MiB. Wait until others end, or end them. Lower \
                jobmanager.memory.process.size to 1272m, or lower taskmanager.memory.process.size to 1400m to start now.""");
        assertThat(admission.room()).contains(mebibytes(3327));
        assertThat(together(host(3328, 3328)).verdict().outcome()).isEqualTo(Outcome.ADMIT);
    }

    @Test
    void processesHaveAddressSpacesOfTheirOwn() {
        assertThat(together(inAddressSpace(1000)).verdict().outcome()).isEqualTo(Outcome.ADMIT);
    }

    @Test
    void processesWhoseSumIsNoSizeFitNowhere() {
        ProcessRequirements huge =
                ProcessRequirements.of(SamplePlans.jobManager(MemorySize.MAX)).build();
        assertThat(HostFit.together(List.of(huge, huge), host(8192, 8192), PlanLowering.BY_PLAN)
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.NEVER);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostFit.together(List.of(), host(1, 1), PlanLowering.BY_PLAN))
                .withMessage("There is no process to fit. Give at least one.");
    }

    @Test
    void givesTheCureThatItIsToldToFind() {
        ProcessRequirements requirements = ProcessRequirements.of(PLAN).build();
        PlanLowering lowering =
                (plan, maximum) -> Optional.of(new LoweringCure(List.of("k"), "Lower k for " + maximum));
        assertThat(reasons(HostFit.of(requirements, host(1024, 512), lowering)))
                .contains("Lower k for 1024 MiB (1073741824 bytes), or take a host with more memory.");
        assertThat(reasons(HostFit.of(requirements, host(1024, 512), (plan, maximum) -> Optional.empty())))
                .contains("available 1024 MiB. Take a host with more memory.")
                .contains("available 512 MiB. Wait until others end, or end them.");
    }
}
