package io.parley.yarn.launch;

import io.parley.api.launch.LaunchRequest;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.LogAggregationContext;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.util.Records;

/**
 * What is handed in to YARN for an application. Immutable.
 *
 * @param request what to launch
 * @param options what its keys say
 * @param hadoop the client's Hadoop configuration
 */
record Submission(LaunchRequest request, LaunchOptions options, Configuration hadoop) {

    /**
     * Writes everything into a submission.
     *
     * @param size the size of the master
     * @param launch what its container runs
     */
    void write(ApplicationSubmissionContext context, Resource size, ContainerLaunch launch) {
        ApplicationOptions application = options.application();
        context.setApplicationName(options.name());
        context.setApplicationType(application.type());
        context.setApplicationTags(application.tags());
        context.setQueue(application.queue());
        application.priority().ifPresent(priority -> context.setPriority(Priority.newInstance(priority)));
        context.setMaxAppAttempts(options.restarts().attempts());
        options.restarts().highAvailability().ifPresent(available -> {
            context.setKeepContainersAcrossApplicationAttempts(true);
            context.setAttemptFailuresValidityInterval(available.failuresValidityMillis());
        });
        writeRolledLogs(context, application.rolledLogs());
        MasterPlacement.write(
                context, application.nodeLabel(), request.requirements().placement(), size, hadoop);
        context.setAMContainerSpec(launch.toContext());
    }

    private static void writeRolledLogs(ApplicationSubmissionContext context, ApplicationOptions.RolledLogs logs) {
        if (logs.included().isEmpty() && logs.excluded().isEmpty()) {
            return;
        }
        LogAggregationContext aggregation = Records.newRecord(LogAggregationContext.class);
        logs.included().ifPresent(aggregation::setRolledLogsIncludePattern);
        logs.excluded().ifPresent(aggregation::setRolledLogsExcludePattern);
        context.setLogAggregationContext(aggregation);
    }

    /** Gives the options; the request may hold secrets. */
    @Override
    public String toString() {
        return "Submission{" + options + "}";
    }
}
