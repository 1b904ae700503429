package io.parley.yarn.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.Admission;
import io.parley.api.environment.ResourceLimit.Bound;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.yarn.admission.Clusters.Files;
import io.parley.yarn.admission.Clusters.Live;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacitySchedulerConfiguration;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.QueuePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What files say of a queue beside the size of a container: its amounts, how many applications, rules of placement. */
class FileLimitsTest {

    private static final String ETL = "yarn.scheduler.capacity.root.etl";
    private static final String DAY = ETL + ".day";
    private static final String PARALLEL = ".max-parallel-apps";

    private static void says(Admission admission, Outcome outcome, String reason) {
        assertThat(admission.verdict().outcome())
                .as(admission.verdict().explain())
                .isEqualTo(outcome);
        assertThat(admission.verdict().explain()).contains("\n  " + outcome + "  " + reason);
    }

    private static Live day() {
        return Live.capacity().node(8192, 0).queue("root.etl.day", 8192, 8192, 1);
    }

    @Test
    void capacitiesThatAreAmountsAreTheMostOfAQueueAndOfThoseBelowIt() {
        Files files = Files.queues(
                DAY + ".maximum-capacity",
                "[memory=4096,vcores=2]",
                ETL + ".maximum-capacity",
                "[memory=3Gi,vcores=8]");
        says(
                files.ask(Clusters.master(3073), "day"),
                Outcome.NEVER,
                "All of queue root.etl.day may use less memory (" + ETL
                        + ".maximum-capacity). Asked 4096 MiB, available"
                        + " 3072 MiB. Lower jobmanager.memory.process.size to 3072m, or raise " + ETL
                        + ".maximum-capacity.");
        says(
                files.ask(Clusters.master(3072), "day"),
                Outcome.ADMIT,
                "All of queue root.etl.day may use that much memory (" + ETL + ".maximum-capacity). Asked 3072 MiB,"
                        + " available 3072 MiB.");
        assertThat(files.ask(Clusters.master(4096), "default").verdict().outcome())
                .isEqualTo(Outcome.ADMIT);
    }

    @Test
    void theSmallerOneOfAQueueAndThoseAboveItCounts() {
        Files files = Files.queues(
                DAY + ".maximum-capacity", "[memory=2048]", ETL + ".maximum-capacity", "[memory=4096,vcores=2]");
        assertThat(files.snapshot("day").queue().ceiling())
                .containsEntry(SchedulerRules.MEMORY, new Bound(2048, DAY + ".maximum-capacity"))
                .containsEntry(SchedulerRules.VCORES, new Bound(2, ETL + ".maximum-capacity"));
    }

    @Test
    void eachLabelHasItsOwnAmounts() {
        Files files = Files.queues(
                "yarn.node-labels.enabled",
                "true",
                DAY + ".accessible-node-labels.fast.maximum-capacity",
                "[memory=1024,vcores=2]");
        assertThat(files.ask(Clusters.labelled(Clusters.master(2048), "fast"), "day")
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.NEVER);
        assertThat(files.ask(Clusters.master(2048), "day").verdict().outcome()).isEqualTo(Outcome.ADMIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[memory=4096,vcores=4]",
                "[memory=4Gi,vcores=4]",
                "[ memory = 4096, vcores=4]",
                "[memory=4096, vcores=4]",
                "[Memory=4096,VCORES=3]",
                "[memory=1048576Ki]",
                "[memory=2G,vcores=1]",
                "[vcores=2]",
                "[memory=4Xi,vcores=1]",
                "[memory=4096]",
                "[memory=0,vcores=1]",
                "[memory]",
                "[]",
                "100",
                "50%",
                "2w",
                "memory=4096",
                "[memory=50%,vcores=4]",
                "[memory=4096,vcores=4"
            })
    void readsAmountsAsTheSchedulerDoes(String text) {
        CapacitySchedulerConfiguration scheduler = new CapacitySchedulerConfiguration(new Configuration(false), false);
        scheduler.set(DAY + ".maximum-capacity", text);
        Resource told = null;
        try {
            told = scheduler.getMaximumResourceRequirement(
                    "", new QueuePath("root.etl.day"), Set.of("memory", "vcores"));
        } catch (NumberFormatException e) {
            assertThat(e).as("the ResourceManager does not start").isNotNull();
        }
        Map<String, Long> amounts = CapacityAmounts.parse(text);
        if (told == null) {
            assertThat(amounts.getOrDefault(SchedulerRules.MEMORY, 0L)).isZero();
        } else {
            assertThat(amounts.getOrDefault(SchedulerRules.MEMORY, 0L)).isEqualTo(told.getMemorySize());
            assertThat(amounts.getOrDefault(SchedulerRules.VCORES, 0L)).isEqualTo(told.getVirtualCores());
        }
    }

    @Test
    void noApplicationRunsWhereNoneMay() {
        says(
                Files.queues(ETL + PARALLEL, "0").ask(Clusters.master(1024), "day"),
                Outcome.NEVER,
                "No application runs of queue root.etl (" + ETL + PARALLEL
                        + "). Asked 1 application, available 0 applications. Raise " + ETL + PARALLEL + ".");
        assertThat(Files.queues(ETL + PARALLEL, "0")
                        .ask(Clusters.worker(1024), "day")
                        .verdict()
                        .outcome())
                .as("a TaskManager is no application")
                .isEqualTo(Outcome.ADMIT);
    }

    @ParameterizedTest
    @CsvSource({
        "yarn.scheduler.capacity.root.etl.day.max-parallel-apps, queue root.etl.day, 2",
        "yarn.scheduler.capacity.root.max-parallel-apps, queue root, 2",
        "yarn.scheduler.capacity.max-parallel-apps, queue root.etl.day, 2",
        "yarn.scheduler.capacity.user.ann.max-parallel-apps, user ann, 1",
        "yarn.scheduler.capacity.user.max-parallel-apps, user ann, 1"
    })
    void furtherApplicationsWaitForTheEndOfOthers(String key, String holder, int there) {
        Live busy = day().master("ann", 1024).master("bob", 1024);
        says(
                Files.queues(key, String.valueOf(there)).ask(Clusters.master(1024), "day", busy),
                Outcome.WAIT,
                "No more applications at a time run of " + holder + " (" + key
                        + "). Asked 1 application, available 0 of " + there
                        + (there == 1 ? " application" : " applications")
                        + ". Wait until other applications end, or raise " + key + ".");
        says(
                Files.queues(key, String.valueOf(there + 1)).ask(Clusters.master(1024), "day", busy),
                Outcome.ADMIT,
                holder.equals("queue root.etl.day")
                        ? "One more application may run of " + holder + " (" + key + ")."
                        : "No more than " + (there + 1) + " applications at a time run of " + holder + " (" + key
                                + "); how many there are is not known.");
        says(
                Files.queues(key, "1").ask(Clusters.master(1024), "day"),
                Outcome.ADMIT,
                "No more than 1 application at a time runs of " + holder + " (" + key
                        + "); how many there are is not known.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yarn.scheduler.capacity.root.etl.day.maximum-applications",
                "yarn.scheduler.capacity.global-queue-max-application"
            })
    void aQueueThatIsFullRefusesFurtherApplications(String key) {
        Live busy = day().master("ann", 1024).master("bob", 1024);
        says(
                Files.queues(key, "2").ask(Clusters.master(1024), "day", busy),
                Outcome.WAIT,
                "YARN refuses further applications of queue root.etl.day (" + key
                        + ") until others end. Asked 1 application, available 0 of 2 applications. Wait until other"
                        + " applications end, or raise " + key + ".");
        says(
                Files.queues(key, "3").ask(Clusters.master(1024), "day", busy),
                Outcome.ADMIT,
                "One more application may run of queue root.etl.day (" + key + ").");
    }

    @Test
    void theKeyOfTheQueueOrUserWinsOverThatOfAll() {
        Files files = Files.queues(
                "yarn.scheduler.capacity.max-parallel-apps",
                "0",
                "yarn.scheduler.capacity.root.max-parallel-apps",
                "2147483647",
                ETL + PARALLEL,
                "9",
                DAY + PARALLEL,
                "9",
                "yarn.scheduler.capacity.user.max-parallel-apps",
                "0",
                "yarn.scheduler.capacity.user.ann.max-parallel-apps",
                "9");
        assertThat(files.ask(Clusters.master(1024), "day").verdict().outcome()).isEqualTo(Outcome.ADMIT);
        assertThat(files.ask(Clusters.master(1024), "night").verdict().outcome())
                .isEqualTo(Outcome.NEVER);
    }

    @Test
    void fairLimitsHowManyApplicationsRun() {
        String text = "<queue name='etl'><maxRunningApps>1</maxRunningApps></queue><queue name='web'/>"
                + "<queueMaxAppsDefault>0</queueMaxAppsDefault><userMaxAppsDefault>0</userMaxAppsDefault>"
                + "<user name='ann'><maxRunningApps>7</maxRunningApps></user>";
        says(
                Files.fairly(text).ask(Clusters.master(1024), "web"),
                Outcome.NEVER,
                "No application runs of queue root.web (queueMaxAppsDefault).");
        assertThat(Files.fairly(
                                "<queueMaxAppsDefault>2</queueMaxAppsDefault><userMaxAppsDefault>9</userMaxAppsDefault>")
                        .snapshot("none")
                        .applications())
                .extracting(ApplicationLimit::holder)
                .as("the root has no default")
                .containsExactly("queue root.none", "user ann");
        Live etl = Live.fair().node(8192, 0).fairQueue("root.etl", 8192, 8192, 1);
        assertThat(Files.fairly(text)
                        .ask(Clusters.master(1024), "etl", etl)
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.ADMIT);
        says(
                Files.fairly(text).ask(Clusters.master(1024), "etl", etl.master("bob", 1024)),
                Outcome.WAIT,
                "No more applications at a time run of queue root.etl (maxRunningApps of queue root.etl).");
        says(
                Files.fairly(text.replace("name='ann'", "name='bob'")).ask(Clusters.master(1024), "etl"),
                Outcome.NEVER,
                "No application runs of user ann (userMaxAppsDefault).");
        String ofUser = "<queue name='etl'/><user name='ann'><maxRunningApps>1</maxRunningApps></user>";
        assertThat(Files.fairly(ofUser)
                        .ask(
                                Clusters.master(1024),
                                "etl",
                                Live.fair()
                                        .node(8192, 0)
                                        .fairQueue("root.etl", 8192, 8192, 1)
                                        .master("bob", 1024))
                        .verdict()
                        .outcome())
                .as("those of another user do not count")
                .isEqualTo(Outcome.ADMIT);
    }

    @Test
    void ofAQueueThatRulesReplaceNothingIsSaid() {
        String mappings = "yarn.scheduler.capacity.queue-mappings";
        String override = "yarn.scheduler.capacity.queue-mappings-override.enable";
        Files named = Files.queues(mappings, "u:%user:%user");
        assertThat(named.ask(Clusters.master(1024), "none").verdict().outcome()).isEqualTo(Outcome.NEVER);
        String placed = "Rules of the scheduler place the application, and it need not be in queue ";
        says(
                named.ask(Clusters.master(1024), "default"),
                Outcome.ADMIT,
                placed + "default; that queue is not looked at.");
        says(
                named.with(override, "true").ask(Clusters.master(1024), "none"),
                Outcome.ADMIT,
                placed + "none; that queue is not looked at.");
        says(
                named.with(override, "true").ask(Clusters.master(1024), "none", day()),
                Outcome.ADMIT,
                placed + "none; that queue is not looked at.");
        assertThat(Files.queues(override, "true")
                        .ask(Clusters.master(1024), "none")
                        .verdict()
                        .outcome())
                .as("without rules")
                .isEqualTo(Outcome.NEVER);
        Files fair = Files.fairly("<queue name='etl' type='parent'/><queue name='web'/>"
                + "<queuePlacementPolicy><rule name='user'/></queuePlacementPolicy>");
        says(fair.ask(Clusters.master(1024), "web.none"), Outcome.ADMIT, placed + "web.none; that queue");
        says(fair.ask(Clusters.master(1024), "default"), Outcome.ADMIT, placed + "default; that queue");
        says(fair.ask(Clusters.master(1024), "etl"), Outcome.NEVER, "Queue root.etl has no applications of its own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DAY + ".user-limit-factor",
                "yarn.scheduler.capacity.user-limit-factor",
                DAY + ".minimum-user-limit-percent",
                "yarn.scheduler.capacity.minimum-user-limit-percent"
            })
    void saysThatWhatOneUserMayHoldIsNotConsidered(String key) {
        says(
                Files.queues(key, "1").ask(Clusters.worker(1024), "day"),
                Outcome.ADMIT,
                "Not considered: how much of queue root.etl.day one user may hold at a time (" + key
                        + "); beyond it a container waits.");
        assertThat(Files.queues().snapshot("day").ignored()).isEmpty();
    }

    @Test
    void whoeverAsksAboutALabelGetsItsAmountsFromThatKey() {
        assertThat(CapacityQueues.ceilingKey("root.a", "fast"))
                .isEqualTo("yarn.scheduler.capacity.root.a.accessible-node-labels.fast.maximum-capacity");
        assertThat(CapacityQueues.ceilingKey("root.a", ""))
                .isEqualTo("yarn.scheduler.capacity.root.a.maximum-capacity");
    }

    @Test
    void ofAUserOnlyTooManyAreCounted() {
        ApplicationLimit limit = new ApplicationLimit(
                "user ann", Optional.of("ann"), 1, "key", ApplicationLimit.Beyond.WAITS, OptionalLong.empty());
        assertThat(limit.counted("root.a", Live.capacity().master("bob", 1).answers())
                        .now())
                .isEmpty();
        assertThat(limit.counted("root.a", Live.capacity().master("ann", 1).answers())
                        .now())
                .hasValue(1);
    }
}
