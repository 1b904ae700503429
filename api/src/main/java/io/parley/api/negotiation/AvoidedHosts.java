package io.parley.api.negotiation;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The hosts on which processes keep failing. Time is a parameter: what has passed since any fixed moment, never less
 * than before. Not thread-safe.
 */
final class AvoidedHosts {

    private final HostAvoidance rule;
    private final Map<String, Host> hosts = new TreeMap<>();

    AvoidedHosts(HostAvoidance rule) {
        this.rule = rule;
    }

    private static final class Host {
        private final FailureWindow window;
        private Duration avoidedUntil = Duration.ZERO;

        Host(HostAvoidance rule) {
            window = new FailureWindow(rule.failures() - 1, rule.window());
        }
    }

    void failed(String name, Duration now) {
        Host host = hosts.computeIfAbsent(name, unused -> new Host(rule));
        host.window.failed(now);
        if (host.window.isExceeded(now)) {
            host.avoidedUntil = now.plus(rule.expiry());
        }
    }

    /**
     * Gives the hosts to leave alone, never all of them.
     *
     * @param now the time
     * @param clusterHosts how many hosts there are; where more should be avoided than may be, those go free first that
     *     failed longest ago
     */
    Set<String> avoided(Duration now, int clusterHosts) {
        hosts.values().removeIf(host -> host.avoidedUntil.compareTo(now) <= 0 && host.window.count(now) == 0);
        long most = Math.max(0, Math.min(clusterHosts - 1L, (long) clusterHosts * rule.mostPercent() / 100));
        Set<String> avoided = new LinkedHashSet<>();
        hosts.entrySet().stream()
                .filter(entry -> entry.getValue().avoidedUntil.compareTo(now) > 0)
                .sorted(Comparator.comparing((Map.Entry<String, Host> entry) -> entry.getValue().avoidedUntil)
                        .reversed())
                .limit(most)
                .forEach(entry -> avoided.add(entry.getKey()));
        return avoided;
    }
}
