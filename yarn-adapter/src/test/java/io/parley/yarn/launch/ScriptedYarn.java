package io.parley.yarn.launch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.protocolrecords.GetNewApplicationResponse;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptReport;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.apache.hadoop.yarn.client.api.impl.YarnClientImpl;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.util.Records;

/**
 * A client of a cluster that follows a script, and notes what it was asked for and whether files were staged then; for
 * the order of steps, which no real cluster shows. What a real one does is tried on the embedded YARN.
 */
final class ScriptedYarn extends YarnClientImpl {

    static final ApplicationId ID = ApplicationId.newInstance(1, 7);

    /** What happened, in this order, with "staged" behind it where files were there. */
    final List<String> calls = new ArrayList<>();

    private final Path staging;
    private final Deque<YarnApplicationState> states = new ArrayDeque<>();
    private boolean submissionFails;
    private long maximum = 8192;
    private int looksUntilKnown;
    private boolean isKnown;
    private String diagnostics = "";

    /** Makes one on which an application runs at once. */
    ScriptedYarn(Path staging) {
        this.staging = staging;
        states.add(YarnApplicationState.RUNNING);
    }

    /** Goes through states, of which the last one stays. */
    ScriptedYarn through(YarnApplicationState... script) {
        states.clear();
        states.addAll(List.of(script));
        return this;
    }

    ScriptedYarn saying(String text) {
        diagnostics = text;
        return this;
    }

    /** Lets the submission fail, and the application be known after so many looks; 0 for never. */
    ScriptedYarn failingSubmission(int looks) {
        submissionFails = true;
        looksUntilKnown = looks;
        return this;
    }

    /** Knows nothing of the application any more. */
    void forget() {
        isKnown = false;
    }

    /** Tells of no larger containers. */
    void limit(long mebibytes) {
        maximum = mebibytes;
    }

    private boolean isStaged() {
        try (Stream<Path> files = Files.walk(staging)) {
            return files.anyMatch(Files::isRegularFile);
        } catch (IOException e) {
            return false;
        }
    }

    /** As calls of a real cluster do. */
    private static void refuseInterrupted() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("An interrupted thread asks nobody.");
        }
    }

    private void note(String call) {
        calls.add(call + (isStaged() ? " staged" : ""));
    }

    @Override
    public YarnClientApplication createApplication() {
        note("create");
        GetNewApplicationResponse response = Records.newRecord(GetNewApplicationResponse.class);
        response.setApplicationId(ID);
        response.setMaximumResourceCapability(Resource.newInstance(maximum, 8));
        ApplicationSubmissionContext context = Records.newRecord(ApplicationSubmissionContext.class);
        context.setApplicationId(ID);
        return new YarnClientApplication(response, context);
    }

    @Override
    public ApplicationId submitApplication(ApplicationSubmissionContext context) throws YarnException {
        note("submit");
        if (submissionFails) {
            throw new YarnException("not today");
        }
        isKnown = true;
        return ID;
    }

    @Override
    public ApplicationReport getApplicationReport(ApplicationId id) throws YarnException, IOException {
        refuseInterrupted();
        if (looksUntilKnown > 0) {
            looksUntilKnown--;
            isKnown = looksUntilKnown == 0;
        }
        if (!isKnown) {
            throw new ApplicationNotFoundException(id + " is not known.");
        }
        YarnApplicationState state = states.size() > 1 ? states.removeFirst() : states.getFirst();
        ApplicationReport report = Records.newRecord(ApplicationReport.class);
        report.setApplicationId(id);
        report.setYarnApplicationState(state);
        report.setFinalApplicationStatus(
                switch (state) {
                    case FINISHED -> FinalApplicationStatus.SUCCEEDED;
                    case FAILED -> FinalApplicationStatus.FAILED;
                    case KILLED -> FinalApplicationStatus.KILLED;
                    case NEW, NEW_SAVING, SUBMITTED, ACCEPTED, RUNNING -> FinalApplicationStatus.UNDEFINED;
                });
        report.setDiagnostics(diagnostics);
        report.setHost("127.0.0.1");
        // Nobody listens there.
        report.setRpcPort(1);
        report.setCurrentApplicationAttemptId(ApplicationAttemptId.newInstance(id, 1));
        return report;
    }

    @Override
    public ApplicationAttemptReport getApplicationAttemptReport(ApplicationAttemptId id) {
        ApplicationAttemptReport report = Records.newRecord(ApplicationAttemptReport.class);
        report.setAMContainerId(ContainerId.newContainerId(id, 1));
        return report;
    }

    @Override
    public ContainerReport getContainerReport(ContainerId id) {
        ContainerReport report = Records.newRecord(ContainerReport.class);
        report.setAllocatedResource(Resource.newInstance(3072, 1));
        return report;
    }

    @Override
    public void killApplication(ApplicationId id) throws IOException {
        refuseInterrupted();
        note("kill");
        through(YarnApplicationState.KILLED);
    }

    @Override
    public void stop() {
        // It was never started, and Hadoop stops only what was.
        note("close");
    }
}
