package io.parley.yarn.admission;

import io.parley.yarn.admission.Findings.Limit;
import io.parley.yarn.admission.MasterShare.Exemption;
import io.parley.yarn.sizing.SchedulerRules;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;

/** Whether the part of a queue that application masters may use holds one more. Pure and stateless. */
final class ShareReasons {

    private ShareReasons() {}

    /** Adds the reasons for the amounts that the scheduler counts. */
    static void add(Findings findings, ClusterSnapshot cluster, Map<String, Long> counted) {
        cluster.shares().forEach(share -> new Share(findings, share, counted).add());
    }

    private record Share(Findings findings, MasterShare share, Map<String, Long> counted) {

        void add() {
            if (share.exemption() == Exemption.FIRST_OF_IDLE_QUEUE
                    && share.masters().orElse(1) == 0) {
                findings.admit("No application master is in " + share.holder()
                        + ", and the first one starts whatever their share is (" + described() + ").");
                return;
            }
            boolean hindered = false;
            for (Map.Entry<String, Long> entry : counted.entrySet()) {
                hindered |= isHindered(entry.getKey(), entry.getValue());
            }
            if (!hindered) {
                addSufficient();
            }
        }

        private boolean isHindered(String name, long asked) {
            long used = share.used().getOrDefault(name, 0L);
            Long ever = share.ever().map(map -> map.get(name)).orElse(null);
            if (ever != null && asked > ever && share.exemption() == Exemption.NOBODY) {
                findings.never(
                        "The share of application masters in " + share.holder() + " is smaller, " + described() + ".",
                        limit(name, asked, ever, 0),
                        "raise " + share.key() + ".");
                return true;
            }
            Long now = share.now().map(map -> map.get(name)).orElse(null);
            if (now != null && asked > now - used) {
                findings.waiting(
                        "The share of application masters in " + share.holder() + " has no room now, " + described()
                                + ".",
                        limit(name, asked, now, used),
                        "Wait until other applications end, or raise " + share.key() + ".");
                return true;
            }
            return false;
        }

        private void addSufficient() {
            Long now = share.now().map(map -> map.get(SchedulerRules.MEMORY)).orElse(null);
            if (now == null || share.masters().isEmpty()) {
                findings.admit("Application masters in " + share.holder() + " share " + described()
                        + (share.exemption() == Exemption.FIRST_OF_IDLE_QUEUE
                                ? "; whatever that is, the first one of an idle queue starts, further ones may wait."
                                : "; whether that suffices is not known."));
                return;
            }
            findings.admit(
                    "The share of application masters in " + share.holder() + " has room, " + described() + ".",
                    limit(
                            SchedulerRules.MEMORY,
                            counted.getOrDefault(SchedulerRules.MEMORY, 0L),
                            now,
                            share.used().getOrDefault(SchedulerRules.MEMORY, 0L)));
        }

        private String described() {
            String percent = new BigDecimal(share.fraction() * 100, new MathContext(4))
                    .stripTrailingZeros()
                    .toPlainString();
            return percent + " % (" + share.key() + ")";
        }

        private Limit limit(String name, long asked, long available, long used) {
            return new Limit(name, ResourceWords.amount(name, asked), available, used, share.key());
        }
    }
}
