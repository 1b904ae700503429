package io.parley.standalone.host;

import io.parley.api.environment.Admission;
import io.parley.api.plan.LoweringCure;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares a plan with what a host can give. Pure and stateless.
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

    private final ProcessMemoryPlan plan;
    private final MemorySize asked;
    private final List<Verdict> reasons = new ArrayList<>();
    private MemorySize everRoom;
    private MemorySize roomNow;

    private HostFit(ProcessMemoryPlan plan, HostMemory host) {
        this.plan = plan;
        this.asked = plan.totalProcess();
        this.everRoom = host.physical();
        this.roomNow = host.free().orElse(host.physical());
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
        return new HostFit(plan, host).admission(host);
    }

    private Admission admission(HostMemory host) {
        ever("The physical memory of this host", PHYSICAL, host.physical(), "take a host with more memory.");
        for (HostMemory.ControlGroup group : host.controlGroups()) {
            String what = "The control group " + group.name();
            if (ever(what, group.setting(), group.limit(), "raise " + group.setting() + ".")) {
                now("What is left in the control group " + group.name(), group.setting(), group.left());
            }
        }
        host.addressSpace().ifPresent(this::addressSpace);
        host.commitLimit().ifPresent(this::commitLimit);
        host.free().ifPresent(free -> now("What is free on this host now", FREE, free));
        Verdict verdict = Verdict.allOf(
                "A " + plan.process() + " with a Total Process Memory of " + text(asked) + " on this host.", reasons);
        return new Admission(verdict, Optional.of(verdict.outcome() == Outcome.NEVER ? everRoom : roomNow));
    }

    private void addressSpace(MemorySize limit) {
        String what = "The address space of a process";
        MemorySize safe = asked.plus(RESERVED_ADDRESSES);
        if (limit.compareTo(safe) >= 0 || asked.compareTo(limit) > 0) {
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
                    what + " (" + key + ") is smaller than the process.",
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
                                what + " (" + key + ") is less than the process may use.",
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

    /** Gives what to lower; what is less than a mebibyte is no size to lower to. */
    private Optional<LoweringCure> lowering(MemorySize maximum) {
        return maximum.compareTo(MEBIBYTE) < 0 ? Optional.empty() : Optional.of(LoweringCure.of(plan, maximum));
    }

    private String or(MemorySize maximum, String otherwise) {
        return lowering(maximum)
                .map(cure -> cure.text() + ", or " + otherwise)
                .orElseGet(() -> otherwise.substring(0, 1).toUpperCase(Locale.ROOT) + otherwise.substring(1));
    }

    /** Gives whole mebibytes as such, anything else to the byte too. */
    private static String text(MemorySize size) {
        return size.isWholeMultipleOf(MEBIBYTE) ? size.toShortString() : size.toString();
    }
}
