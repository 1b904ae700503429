package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.mesos.simulator.resource.ResourcePool;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FrameworkTest {

    private final Framework framework =
            new Framework("f", RawScheduler.info("refuses").addRoles("other").build());
    private final Agent agent = new Agent("a", 1, AgentDescription.of("a", 1, 1, 1));

    private CompletableFuture<Void> refuse(String role) {
        CompletableFuture<Void> timer = new CompletableFuture<>();
        framework.refuse(new Framework.Filter(agent, role, agent.total()), end -> timer);
        return timer;
    }

    private boolean refuses(String role) {
        return framework.refuses(agent, role, agent.total());
    }

    @Test
    void endsTheTimersOfWhatItWantsAgain() {
        CompletableFuture<Void> revived = refuse("test");
        CompletableFuture<Void> other = refuse("other");

        framework.revive(List.of("test"));

        assertThat(revived).isCancelled();
        assertThat(other).isNotDone();
        assertThat(refuses("test")).isFalse();
        assertThat(refuses("other")).isTrue();
    }

    @Test
    void endsAllTimersWhenItIsForgotten() {
        List<CompletableFuture<Void>> timers = List.of(refuse("test"), refuse("other"));

        framework.forget();

        assertThat(timers).allMatch(CompletableFuture::isCancelled);
        assertThat(refuses("other")).isFalse();
    }

    @Test
    void refusesTheSameOrLessOfTheSameAgentAndRole() {
        ResourcePool less = ResourcePool.of(List.of(AgentDescription.scalar("cpus", 0.5)));
        ResourcePool more = ResourcePool.of(List.of(AgentDescription.scalar("cpus", 1.5)));
        CompletableFuture<Void> ignored = refuse("test");

        assertThat(framework.refuses(agent, "test", less)).isTrue();
        assertThat(framework.refuses(agent, "test", more)).isFalse();
        assertThat(refuses("other")).isFalse();
        assertThat(framework.refuses(new Agent("b", 2, agent.description()), "test", less))
                .isFalse();
    }
}
