package io.parley.yarn.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.yarn.admission.SubmissionQueue.Permission;
import io.parley.yarn.admission.SubmissionQueue.Standing;
import io.parley.yarn.sizing.Settings;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The tree of queues in the settings of a Capacity scheduler. */
class CapacityQueuesTest {

    private static final String PREFIX = "yarn.scheduler.capacity.";

    /** Queues root.default, root.etl with day and night, and root.other with etl. */
    private static CapacityQueues queues(String... entries) {
        TreeMap<String, String> settings = new TreeMap<>();
        settings.put(PREFIX + "root.queues", "default,etl,other");
        settings.put(PREFIX + "root.etl.queues", "day,night");
        settings.put(PREFIX + "root.other.queues", "etl,web");
        for (int i = 0; i < entries.length; i += 2) {
            settings.put(PREFIX + entries[i], entries[i + 1]);
        }
        return new CapacityQueues(new Settings(settings));
    }

    @Test
    void aQueueIsFoundByItsPathOrItsName() {
        assertThat(queues().standing("root.etl.day")).isEqualTo(Standing.LEAF);
        assertThat(queues().path("root.etl.day")).contains("root.etl.day");
        assertThat(queues().path("day")).contains("root.etl.day");
        assertThat(queues().standing("etl.day")).isEqualTo(Standing.MISSING);
        assertThat(queues().standing("root.etl")).isEqualTo(Standing.PARENT);
    }

    @Test
    void aQueueThatTakesApplicationsWinsOverOthersOfItsName() {
        assertThat(queues().path("etl")).contains("root.other.etl");
        assertThat(queues().standing("etl")).isEqualTo(Standing.LEAF);
        assertThat(queues("root.other.queues", "day").standing("day")).isEqualTo(Standing.AMBIGUOUS);
        assertThat(queues("root.other.queues", "day").path("day")).isEmpty();
    }

    @Test
    void onlyQueuesWithoutChildrenTakeApplications() {
        assertThat(queues().leaves())
                .containsExactly("root.default", "root.etl.day", "root.etl.night", "root.other.etl", "root.other.web");
        assertThat(queues("root.queues", "").areKnown()).isFalse();
        assertThat(queues().areKnown()).isTrue();
    }

    @Test
    void aParentMakesQueuesAndOneOfTheOlderKindForRulesOnly() {
        String made = "root.etl.auto-queue-creation-v2.enabled";
        String managed = "root.etl.auto-create-child-queue.enabled";
        assertThat(queues(made, " TRUE ").standing("root.etl.made")).isEqualTo(Standing.ON_DEMAND);
        assertThat(queues(made, "false").standing("root.etl.made")).isEqualTo(Standing.MISSING);
        assertThat(queues(managed, "true").standing("root.etl.made")).isEqualTo(Standing.MISSING);
        assertThat(queues(managed, "true", "queue-mappings", "u:%user:root.etl.%user")
                        .standing("root.etl.made"))
                .isEqualTo(Standing.ON_DEMAND);
        assertThat(queues("queue-mappings", "u:%user:root.etl.%user").standing("root.etl.made"))
                .isEqualTo(Standing.MISSING);
        assertThat(queues("root.auto-queue-creation-v2.enabled", "true").standing("made"))
                .as("no path, no parent")
                .isEqualTo(Standing.MISSING);
    }

    @Test
    void theQueuesInBetweenAreMadeTooAsFarDownAsIsAllowed() {
        String made = "root.etl.auto-queue-creation-v2.enabled";
        String depth = "auto-queue-creation-v2.maximum-queue-depth";
        assertThat(queues(made, "true").standing("root.etl.a.b")).isEqualTo(Standing.ON_DEMAND);
        assertThat(queues(made, "true").standing("root.etl.a.b.c")).isEqualTo(Standing.MISSING);
        assertThat(queues(made, "true").standing("root.etl.day.a"))
                .as("the nearest queue decides")
                .isEqualTo(Standing.MISSING);
        assertThat(queues(made, "true", depth, "3").standing("root.etl.a.b.c")).isEqualTo(Standing.ON_DEMAND);
        assertThat(queues(made, "true", depth, "3", "root.etl." + depth, "1").standing("root.etl.a.b"))
                .isEqualTo(Standing.MISSING);
    }

    @Test
    void howManyApplicationsThereMayBeIsTheQueuesOwnUnlessNegative() {
        String own = "root.default.maximum-applications";
        String all = "global-queue-max-application";
        assertThat(queues(own, "0", all, "5").applicationLimits("root.default", "ann"))
                .singleElement()
                .satisfies(limit -> {
                    assertThat(limit.most()).isZero();
                    assertThat(limit.key()).isEqualTo(PREFIX + own);
                });
        assertThat(queues(own, "-1", all, "5").applicationLimits("root.default", "ann"))
                .singleElement()
                .satisfies(limit -> {
                    assertThat(limit.most()).isEqualTo(5);
                    assertThat(limit.key()).isEqualTo(PREFIX + all);
                });
    }

    @Test
    void aLimitThatIsNoneIsNotTold() {
        assertThat(queues(
                                "max-parallel-apps",
                                "2147483647",
                                "root.default.maximum-applications",
                                "-1",
                                "global-queue-max-application",
                                "0")
                        .applicationLimits("root.default", "ann"))
                .isEmpty();
        assertThat(queues("user.max-parallel-apps", "3").applicationLimits("root.default", "ann"))
                .singleElement()
                .satisfies(limit -> assertThat(limit.user()).contains("ann"));
    }

    @Test
    void rulesOfEveryKindPlaceWhoNamesTheDefaultQueue() {
        for (String key :
                new String[] {"queue-mappings", "app-name-mappings", "mapping-rule-json", "mapping-rule-json-file"}) {
            CapacityQueues queues = queues(key, "something");
            assertThat(queues.placesByRule("default")).as(key).isTrue();
            assertThat(queues.placesByRule("root.default")).as(key).isTrue();
            assertThat(queues.placesByRule("root.etl.day")).as(key).isFalse();
        }
        assertThat(queues().placesByRule("default")).isFalse();
    }

    @Test
    void aQueueBelowAStoppedOneIsStopped() {
        assertThat(queues().state("root.etl.day"))
                .isEqualTo(new SubmissionQueue.State(true, PREFIX + "root.etl.day.state"));
        assertThat(queues("root.etl.state", "STOPPED").state("root.etl.day"))
                .isEqualTo(new SubmissionQueue.State(false, PREFIX + "root.etl.state"));
        assertThat(queues("root.etl.day.state", " running ")
                        .state("root.etl.day")
                        .running())
                .isTrue();
    }

    @Test
    void everybodyMaySubmitToTheRootAndSoToAllUnlessItSaysOtherwise() {
        assertThat(queues("root.etl.day.acl_submit_applications", "bob").maySubmit("root.etl.day", Clusters.ANN))
                .isEqualTo(Permission.YES);
        CapacityQueues closed = queues("root.acl_submit_applications", " ", "root.acl_administer_queue", " ");
        assertThat(closed.maySubmit("root.etl.day", Clusters.ANN)).isEqualTo(Permission.NO);
        for (String key : new String[] {"acl_submit_applications", "acl_administer_queue"}) {
            for (String path : new String[] {"root.etl.day", "root.etl"}) {
                assertThat(queues(
                                        "root.acl_submit_applications",
                                        " ",
                                        "root.acl_administer_queue",
                                        " ",
                                        path + "." + key,
                                        "bob staff")
                                .maySubmit("root.etl.day", Clusters.ANN))
                        .as(path + "." + key)
                        .isEqualTo(Permission.YES);
            }
        }
    }

    @Test
    void aQueueHasTheLabelsOfTheOneAboveItAndTheRootAll() {
        assertThat(queues().accessibleLabels("root.etl.day")).containsExactly("*");
        assertThat(queues("root.accessible-node-labels", "slow").accessibleLabels("root.etl.day"))
                .containsExactly("*");
        assertThat(queues("root.etl.accessible-node-labels", " fast , ,slow ").accessibleLabels("root.etl.day"))
                .containsExactly("fast", "slow");
        assertThat(queues("root.etl.accessible-node-labels", "fast", "root.etl.day.accessible-node-labels", " ")
                        .accessibleLabels("root.etl.day"))
                .isEmpty();
    }

    @Test
    void aQueueHasTheDefaultLabelOfTheOneAboveIt() {
        String key = ".default-node-label-expression";
        assertThat(queues().defaultLabel("root.etl.day")).isEmpty();
        assertThat(queues("root.etl" + key, " fast ").defaultLabel("root.etl.day"))
                .contains("fast");
        assertThat(queues("root.etl" + key, "fast", "root.etl.day" + key, " ").defaultLabel("root.etl.day"))
                .isEmpty();
    }

    @Test
    void theShareOfMastersIsThatOfTheLabelElseOfTheQueueElseOfAll() {
        String key = "maximum-am-resource-percent";
        CapacityQueues queues =
                queues(key, "0.3", "root.etl." + key, "0.4", "root.etl.accessible-node-labels.fast." + key, "0.5");
        assertThat(queues.masterFraction("root.etl", "fast").key())
                .isEqualTo(PREFIX + "root.etl.accessible-node-labels.fast." + key);
        assertThat(queues.masterFraction("root.etl", "fast").value()).isEqualTo(0.5);
        assertThat(queues.masterFraction("root.etl", "slow").key()).isEqualTo(PREFIX + "root.etl." + key);
        assertThat(queues.masterFraction("root.etl", "").key()).isEqualTo(PREFIX + "root.etl." + key);
        assertThat(queues.masterFraction("root.default", "").key()).isEqualTo(PREFIX + key);
        assertThat(queues().masterFraction("root.default", "").value()).isEqualTo(0.1);
    }

    @Test
    void theLimitsOfUsersAreThoseOfTheQueueElseOfAll() {
        CapacityQueues queues = queues(
                "user-limit-factor",
                "3",
                "minimum-user-limit-percent",
                "50",
                "root.etl.user-limit-factor",
                "2",
                "root.etl.minimum-user-limit-percent",
                "25");
        assertThat(queues.userLimitFactor("root.etl"))
                .isEqualTo(new KeyedNumber(2, PREFIX + "root.etl.user-limit-factor"));
        assertThat(queues.userLimitFactor("root.default")).isEqualTo(new KeyedNumber(3, PREFIX + "user-limit-factor"));
        assertThat(queues.minimumUserLimit("root.etl"))
                .isEqualTo(new KeyedNumber(25, PREFIX + "root.etl.minimum-user-limit-percent"));
        assertThat(queues.minimumUserLimit("root.default"))
                .isEqualTo(new KeyedNumber(50, PREFIX + "minimum-user-limit-percent"));
        assertThat(queues().userLimitFactor("root.default").value()).isEqualTo(1);
        assertThat(queues().minimumUserLimit("root.default").value()).isEqualTo(100);
    }
}
