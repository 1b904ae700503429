package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Reconciliation reconciliation = new Reconciliation();

    private static Duration at(long millis) {
        return Duration.ofMillis(millis);
    }

    /** Asks four times a second, as the negotiator looks; gives when something was due. */
    private List<Duration> due(Duration from, Duration to) {
        return Stream.iterate(from, time -> time.compareTo(to) < 0, time -> time.plusMillis(250))
                .filter(time -> {
                    // A task on an agent that stays away is entered with every look.
                    reconciliation.add("away", time);
                    return !reconciliation.due(time).isEmpty();
                })
                .toList();
    }

    @Test
    void whatIsNotAnsweredIsAskedAboutEverMoreSeldom() {
        List<Duration> asked = due(Duration.ZERO, Duration.ofMinutes(10));

        assertThat(asked.get(0)).isEqualTo(Duration.ZERO);
        assertThat(asked).hasSizeBetween(12, 20);
        assertThat(asked.get(asked.size() - 1).minus(asked.get(asked.size() - 2)))
                .isEqualTo(MINUTE);
    }

    @Test
    void newsOfOneTaskIsAskedAboutAtOnceHoweverLongAnotherIsAway() {
        List<Duration> before = due(Duration.ZERO, Duration.ofMinutes(10));
        Duration last = before.get(before.size() - 1);
        reconciliation.news("lost", last.plusSeconds(5));

        assertThat(reconciliation.due(last.plusSeconds(5))).containsExactly("away", "lost");
        assertThat(due(last.plusSeconds(5), last.plusSeconds(30)))
                .as("soon again, as after a first question")
                .hasSizeBetween(3, 5);
    }

    @Test
    void newsOfManyTasksAreOneQuestionASecond() {
        int questions = 0;
        for (int millis = 0; millis < 10_000; millis += 10) {
            reconciliation.news("t" + millis, at(millis));
            questions += reconciliation.due(at(millis)).isEmpty() ? 0 : 1;
        }

        assertThat(questions).isEqualTo(10);
    }

    @Test
    void nothingIsAskedAboutOnceAllIsAnswered() {
        reconciliation.news("t", Duration.ZERO);
        assertThat(reconciliation.isOver()).isFalse();
        reconciliation.answered("t");

        assertThat(reconciliation.isOver()).isTrue();
        assertThat(reconciliation.due(MINUTE)).isEmpty();
    }
}
