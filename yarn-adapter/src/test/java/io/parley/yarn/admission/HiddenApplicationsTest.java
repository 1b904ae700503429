package io.parley.yarn.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.Admission;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.yarn.admission.Clusters.Files;
import io.parley.yarn.admission.Clusters.Live;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.QueueStatistics;
import org.apache.hadoop.yarn.util.Records;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of a queue in which there may be applications that the user is not told of. */
class HiddenApplicationsTest {

    private static final String LIMIT = "yarn.scheduler.capacity.root.default.maximum-applications";
    private static final String NOT_KNOWN = "Application masters in queue root.default share 100 %"
            + " (yarn.scheduler.capacity.maximum-am-resource-percent); whatever that is, the first one of an idle queue"
            + " starts, further ones may wait.";

    private static Live queue() {
        return Live.capacity().node(8192, 1024).queue("root.default", 8192, 8192, 1);
    }

    private static Stream<String> reasons(Live answers) {
        Admission admission = Files.queues(LIMIT, "3").ask(Clusters.master(1024), "default", answers);
        assertThat(admission.verdict().outcome()).isEqualTo(Outcome.ADMIT);
        return admission.verdict().reasons().stream().map(reason -> reason.statement());
    }

    @Test
    void aQueueWhoseApplicationsAreAllTherePromisesRoom() {
        assertThat(reasons(queue()))
                .anyMatch(text -> text.startsWith("No application master is in queue root.default, and the first"))
                .contains("One more application may run of queue root.default (" + LIMIT + ").");
        assertThat(reasons(queue().master("ann", 1024)))
                .anyMatch(text -> text.startsWith("The share of application masters in queue root.default has room"));
    }

    @ParameterizedTest
    @EnumSource(names = {"SOME_MASTERS", "SOME_APPLICATIONS"})
    void aQueueWithOtherMastersIsNotCalledIdleAndItsShareNotFree(Sight sight) {
        assertThat(reasons(queue().seeing(sight))).contains(NOT_KNOWN);
        assertThat(reasons(queue().master("ann", 1024).seeing(sight))).contains(NOT_KNOWN);
    }

    @ParameterizedTest
    @EnumSource(names = {"SOME_MASTERS", "SOME_APPLICATIONS"})
    void whatIsSeenAndFillsTheShareCountsStill(Sight sight) {
        Live answers = Live.capacity()
                .node(8192, 2048)
                .queue("root.default", 8192, 8192, 0.25)
                .master("bob", 2048)
                .seeing(sight);
        assertThat(Files.of()
                        .ask(Clusters.master(1024), "default", answers)
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.WAIT);
    }

    @Test
    void howManyApplicationsThereAreIsNotKnownWhereSomeAreHidden() {
        assertThat(reasons(queue().seeing(Sight.SOME_MASTERS)))
                .contains("One more application may run of queue root.default (" + LIMIT + ").");
        assertThat(reasons(queue().seeing(Sight.SOME_APPLICATIONS)))
                .contains("No more than 3 applications at a time run of queue root.default (" + LIMIT
                        + "); how many there are is not known.");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, EVERYTHING",
        "3, 2, 1, EVERYTHING",
        // One that is just submitted or ends is not among those that the scheduler counts.
        "4, 2, 1, EVERYTHING",
        "5, 2, 1, SOME_MASTERS",
        "2, 2, 1, SOME_APPLICATIONS",
        "0, 0, 1, SOME_APPLICATIONS",
        "5, 6, 0, SOME_APPLICATIONS"
    })
    void whatTheSchedulerCountsAndTheUserDoesNotSeeIsHidden(int seen, long running, long pending, Sight sight) {
        QueueStatistics statistics = Records.newRecord(QueueStatistics.class);
        statistics.setNumAppsRunning(running);
        statistics.setNumAppsPending(pending);
        QueueInfo info = Records.newRecord(QueueInfo.class);
        info.setQueueStatistics(statistics);
        info.setApplications(List.copyOf(Collections.nCopies(seen, Records.newRecord(ApplicationReport.class))));
        assertThat(ResourceManagerRecords.sight(info, 4)).isEqualTo(sight);
    }

    @Test
    void aResourceManagerThatCountsNothingMayHideAnything() {
        assertThat(ResourceManagerRecords.sight(null, 4)).isEqualTo(Sight.SOME_APPLICATIONS);
        QueueInfo info = Records.newRecord(QueueInfo.class);
        info.setApplications(List.of());
        assertThat(ResourceManagerRecords.sight(info, 4)).isEqualTo(Sight.SOME_APPLICATIONS);
    }
}
