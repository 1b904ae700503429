package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.Placement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.yarn.YarnResourceTranslator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.apache.hadoop.yarn.util.Records;
import org.junit.jupiter.api.Test;

/** What is handed in to YARN. */
class SubmissionTest {

    private static final FlinkVersion FLINK = FlinkVersion.parse("2.3.0");
    private static final JobManagerMemoryPlan PLAN = SamplePlans.jobManager(MemorySize.ofMebibytes(1600));
    private static final Resource SIZE = Resource.newInstance(1600, 2);

    private static ApplicationSubmissionContext submission(String... entries) {
        return submission(Optional.empty(), entries);
    }

    private static ApplicationSubmissionContext submission(Optional<Placement> placement, String... entries) {
        FlinkConfiguration.Builder builder = FlinkConfiguration.builder();
        for (int i = 0; i < entries.length; i += 2) {
            builder.set(entries[i], entries[i + 1]);
        }
        FlinkConfiguration configuration = builder.build();
        ProcessRequirements requirements = new YarnResourceTranslator().requirements(PLAN, configuration);
        LaunchRequest request = LaunchRequest.of(
                        placement
                                .map(place -> requirements.toBuilder()
                                        .placement(place)
                                        .build())
                                .orElse(requirements),
                        configuration,
                        new FlinkDistribution(FLINK, List.of(Path.of("flink.jar"))))
                .build();
        ApplicationSubmissionContext context = Records.newRecord(ApplicationSubmissionContext.class);
        new Submission(request, LaunchOptions.of(configuration, FLINK), new Configuration(false))
                .write(
                        context,
                        SIZE,
                        ContainerLaunch.of(PLAN, configuration, StagedFiles.none())
                                .build());
        return context;
    }

    @Test
    void everyKeyOfTheApplicationArrives() {
        ApplicationSubmissionContext context = submission(
                "yarn.application.name", "n",
                "yarn.application.type", "t",
                "yarn.application.queue", "q",
                "yarn.application.priority", "3",
                "yarn.tags", "x,y",
                "yarn.rolled-logs.include-pattern", "in",
                "yarn.rolled-logs.exclude-pattern", "out",
                "high-availability.type", "zookeeper",
                "yarn.application-attempts", "4",
                "yarn.application-attempt-failures-validity-interval", "60000",
                "yarn.view.acls", "ann");
        assertThat(context.getApplicationName()).isEqualTo("n");
        assertThat(context.getApplicationType()).isEqualTo("t");
        assertThat(context.getQueue()).isEqualTo("q");
        assertThat(context.getPriority().getPriority()).isEqualTo(3);
        assertThat(context.getApplicationTags()).containsExactly("x", "y");
        assertThat(context.getLogAggregationContext().getRolledLogsIncludePattern())
                .isEqualTo("in");
        assertThat(context.getLogAggregationContext().getRolledLogsExcludePattern())
                .isEqualTo("out");
        assertThat(context.getMaxAppAttempts()).isEqualTo(4);
        assertThat(context.getKeepContainersAcrossApplicationAttempts()).isTrue();
        assertThat(context.getAttemptFailuresValidityInterval()).isEqualTo(60_000);
        assertThat(context.getAMContainerSpec().getApplicationACLs()).hasSize(1);
        assertThat(context.getResource()).isEqualTo(SIZE);
        assertThat(context.getAMContainerResourceRequests()).isNull();
    }

    @Test
    void withoutHighAvailabilityNothingIsKeptAndNothingForgotten() {
        ApplicationSubmissionContext context = submission("yarn.application-attempt-failures-validity-interval", "1");
        assertThat(context.getMaxAppAttempts()).isEqualTo(1);
        assertThat(context.getKeepContainersAcrossApplicationAttempts()).isFalse();
        assertThat(context.getAttemptFailuresValidityInterval()).isEqualTo(-1);
        assertThat(context.getLogAggregationContext()).isNull();
        assertThat(context.getPriority()).isNull();
    }

    @Test
    void theApplicationsLabelIsForEveryContainer() {
        ApplicationSubmissionContext context = submission("yarn.application.node-label", "fast");
        assertThat(context.getNodeLabelExpression()).isEqualTo("fast");
        assertThat(context.getAMContainerResourceRequests()).isNull();
    }

    @Test
    void theMastersLabelIsForTheMasterAlone() {
        ApplicationSubmissionContext context =
                submission("parley.yarn.appmaster.node-label", "stable", "yarn.application.node-label", "fast");
        assertThat(context.getNodeLabelExpression()).isEqualTo("fast");
        assertThat(context.getAMContainerResourceRequests()).hasSize(1);
        ResourceRequest master = context.getAMContainerResourceRequests().get(0);
        assertThat(master.getNodeLabelExpression()).isEqualTo("stable");
        assertThat(master.getResourceName()).isEqualTo(ResourceRequest.ANY);
        assertThat(master.getCapability()).isEqualTo(SIZE);
        assertThat(submission("parley.yarn.appmaster.node-label", "stable").getNodeLabelExpression())
                .isNull();
    }

    @Test
    void requirementsWithoutALabelTakeTheApplicationsOver() {
        assertThat(submission(Optional.of(Placement.ANYWHERE), "yarn.application.node-label", "fast")
                        .getAMContainerResourceRequests())
                .isNull();
    }

    @Test
    void hostsAndRacksOfTheMasterAreBindingUnlessPreferred() {
        Placement placement = new Placement(List.of("h1"), List.of("/r2"), Optional.empty(), Map.of());
        assertThat(submission(Optional.of(placement)).getAMContainerResourceRequests())
                .extracting(ResourceRequest::getResourceName, ResourceRequest::getRelaxLocality)
                .containsExactlyInAnyOrder(
                        tuple("*", false), tuple("h1", true), tuple("/default-rack", false), tuple("/r2", true));
        assertThat(submission(Optional.of(placement.preferred())).getAMContainerResourceRequests())
                .hasSize(4)
                .allMatch(ResourceRequest::getRelaxLocality);
    }
}
