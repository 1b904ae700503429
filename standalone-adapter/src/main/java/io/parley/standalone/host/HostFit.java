package io.parley.standalone.host;

import io.parley.api.environment.Admission;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.plan.LoweringCure;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Compares plans with what a host can give. Pure and stateless.
 *
 * <p>Total Process Memory is what counts: a process may use all of it. For the address space that is only the least,
 * since a JVM reserves addresses for more than it uses: where the limit leaves no room for that, the reason says so.
 */
public final class HostFit {

    private static final String PHYSICAL = "MemTotal of /proc/meminfo";
    private static final String FREE = "MemAvailable of /proc/meminfo";
    private static final String ADDRESS_SPACE = "ulimit -v";
    private static final String COMMIT_LIMIT = "vm.overcommit_memory";
    /** For classes, code and threads; with JDK 17 on Linux, JVMs of 0.5 to 4 GiB of heap needed 0.6 to 1 GiB. */
    private static final MemorySize RESERVED_ADDRESSES = MemorySize.ofMebibytes(1024);

    private static final MemorySize MEBIBYTE = MemorySize.ofMebibytes(1);

    private final List<ProcessRequirements> processes;
    private final PlanLowering lowering;
    private final MemorySize asked;
    private final List<Verdict> reasons = new ArrayList<>();
    private MemorySize everRoom;
    private MemorySize roomNow;

    private HostFit(List<ProcessRequirements> processes, HostMemory host, PlanLowering lowering) {
        this.processes = processes;
        this.lowering = lowering;
        this.asked = sum(processes);
        this.everRoom = host.physical();
        this.roomNow = host.free().orElse(host.physical());
    }

    /** Adds up; what exceeds the largest size exceeds every host. */
    private static MemorySize sum(List<ProcessRequirements> processes) {
        long sum = 0;
        for (ProcessRequirements process : processes) {
            long size = process.plan().totalProcess().bytes();
            sum = size > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + size;
        }
        return MemorySize.ofBytes(sum);
    }

    /**
     * Tells whether a process fits.
     *
     * @param plan the memory of the process
     * @param host what there is
     * @return never where a limit is smaller than the plan, wait where only what is left of it is, else admit; the room
     *     that the limits leave
     */
    public static Admission of(ProcessMemoryPlan plan, HostMemory host) {
        return of(ProcessRequirements.of(plan).build(), host, PlanLowering.BY_PLAN);
    }

    /**
     * Tells whether a process fits, with the cures that a function finds.
     *
     * @param requirements what the process needs
     * @param host what there is
     * @param lowering finds what to lower
     * @return the same
     */
    public static Admission of(ProcessRequirements requirements, HostMemory host, PlanLowering lowering) {
        return together(List.of(requirements), host, lowering);
    }

    /**
     * Tells whether processes fit at the same time. The address space is each one's own and counts for one alone.
     *
     * @param processes what each process needs, at least one
     * @param host what there is
     * @param lowering finds what to lower
     * @return the same for the sum
     * @throws IllegalArgumentException if there is no process
     */
    public static Admission together(List<ProcessRequirements> processes, HostMemory host, PlanLowering lowering) {
        if (processes.isEmpty()) {
            throw new IllegalArgumentException("There is no process to fit. Give at least one.");
        }
        return new HostFit(List.copyOf(processes), host, lowering).admission(host);
    }

    private Admission admission(HostMemory host) {
        ever("The physical memory of this host", PHYSICAL, host.physical(), "take a host with more memory.");
        for (HostMemory.ControlGroup group : host.controlGroups()) {
            String what = "The control group " + group.name();
            if (ever(what, group.setting(), group.limit(), "raise " + group.setting() + ".")) {
                now("What is left in the control group " + group.name(), group.setting(), group.left());
            }
        }
        if (isAlone()) {
            host.addressSpace().ifPresent(this::addressSpace);
        }
        host.commitLimit().ifPresent(this::commitLimit);
        host.free().ifPresent(free -> now("What is free on this host now", FREE, free));
        Verdict verdict = Verdict.allOf(
                names() + " with a Total Process Memory of " + text(asked) + (isAlone() ? "" : " together")
                        + " on this host.",
                reasons);
        return new Admission(verdict, Optional.of(verdict.outcome() == Outcome.NEVER ? everRoom : roomNow));
    }

    private boolean isAlone() {
        return processes.size() == 1;
    }

    private String names() {
        String names = processes.stream()
                .map(process -> "a " + process.plan().process())
                .collect(Collectors.joining(" and "));
        return capitalized(names);
    }

    private void addressSpace(MemorySize limit) {
        String what = "The address space of a process";
        // A process that is larger than the limit may be too large for the sum.
        boolean tooLarge = asked.compareTo(limit) > 0;
        MemorySize safe = tooLarge ? asked : asked.plus(RESERVED_ADDRESSES);
        if (tooLarge || limit.compareTo(safe) >= 0) {
            ever(what, ADDRESS_SPACE, limit, "raise it, for instance with ulimit -v unlimited.");
            return;
        }
        reasons.add(Verdict.of(
                        Outcome.ADMIT,
                        what + " (" + ADDRESS_SPACE + ") holds the memory of the process, but a JVM reserves up to "
                                + text(RESERVED_ADDRESSES) + " of addresses beside it and may not start.")
                .comparing(text(asked), text(limit))
                .curedBy(
                        ADDRESS_SPACE,
                        "Should it not start, raise it to " + safe.mebibytesRoundedUp() + " MiB or to unlimited."));
    }

    private void commitLimit(HostMemory.CommitLimit limit) {
        String what = "What this host may promise to all processes together";
        if (ever(what, COMMIT_LIMIT, limit.limit(), "raise vm.overcommit_ratio, or set vm.overcommit_memory to 0.")) {
            now("What this host may promise beside what it has promised", COMMIT_LIMIT, limit.left());
        }
    }

    /** Compares with a limit that stays; tells whether it suffices. */
    private boolean ever(String what, String key, MemorySize limit, String otherwise) {
        everRoom = everRoom.min(limit);
        roomNow = roomNow.min(limit);
        if (asked.compareTo(limit) > 0) {
            reasons.add(refused(
                    Outcome.NEVER,
                    what + " (" + key + ") is smaller than the process" + (isAlone() ? "." : "es together."),
                    limit,
                    key,
                    or(limit, otherwise)));
            return false;
        }
        reasons.add(enough(what + " (" + key + ") suffices.", limit));
        return true;
    }

    /** Compares with what changes without anybody's doing. */
    private void now(String what, String key, MemorySize left) {
        roomNow = roomNow.min(left);
        reasons.add(
                asked.compareTo(left) > 0
                        ? refused(
                                Outcome.WAIT,
                                what + " (" + key + ") is less than the process"
                                        + (isAlone() ? " may use." : "es may use together."),
                                left,
                                key,
                                "Wait until others end, or end them."
                                        + lowering(left)
                                                .map(cure -> " " + cure.text() + " to start now.")
                                                .orElse(""))
                        : enough(what + " (" + key + ") suffices.", left));
    }

    private Verdict refused(Outcome outcome, String statement, MemorySize available, String setting, String cure) {
        return Verdict.of(outcome, statement)
                .comparing(text(asked), text(available))
                .curedBy(lowering(available).map(found -> found.keys().get(0)).orElse(setting), cure);
    }

    private Verdict enough(String statement, MemorySize available) {
        return Verdict.of(Outcome.ADMIT, statement).comparing(text(asked), text(available));
    }

    /**
     * Gives what to lower, each process so that it fits beside the others as they are; what is less than a mebibyte is
     * no size to lower to.
     */
    private Optional<LoweringCure> lowering(MemorySize maximum) {
        List<LoweringCure> cures = new ArrayList<>();
        for (ProcessRequirements process : processes) {
            MemorySize own = process.plan().totalProcess();
            MemorySize beside = asked.minus(own);
            if (maximum.compareTo(beside) > 0
                    && maximum.minus(beside).compareTo(MEBIBYTE) >= 0
                    && own.compareTo(maximum.minus(beside)) > 0) {
                lowering.within(process.plan(), maximum.minus(beside)).ifPresent(cures::add);
            }
        }
        return cures.isEmpty()
                ? Optional.empty()
                : Optional.of(new LoweringCure(
                        cures.stream().flatMap(cure -> cure.keys().stream()).toList(),
                        capitalized(cures.stream()
                                .map(cure -> cure.text().substring(0, 1).toLowerCase(Locale.ROOT)
                                        + cure.text().substring(1))
                                .collect(Collectors.joining(", or ")))));
    }

    private String or(MemorySize maximum, String otherwise) {
        return lowering(maximum).map(cure -> cure.text() + ", or " + otherwise).orElseGet(() -> capitalized(otherwise));
    }

    private static String capitalized(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** Gives whole mebibytes as such, anything else to the byte too. */
    private static String text(MemorySize size) {
        return size.isWholeMultipleOf(MEBIBYTE) ? size.toShortString() : size.toString();
    }
}
