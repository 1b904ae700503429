package io.parley.examples.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.verdict.Verdict;
import io.parley.examples.admission.CheckedCluster.Ask;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A ResourceManager with access control lists tells a user nothing of the applications of others. */
@Timeout(180)
class HiddenApplicationsIT {

    private static final String IDLE = "No application master is in queue root.default";

    private static String liveAs(String user, CheckedCluster cluster) throws Exception {
        return UserGroupInformation.createRemoteUser(user)
                .doAs((PrivilegedExceptionAction<Verdict>) () -> cluster.live(Ask.of("default", 1024)))
                .explain();
    }

    @Test
    void aQueueWithTheMasterOfAnotherUserIsNotCalledIdle() throws Exception {
        String owner = UserGroupInformation.getCurrentUser().getShortUserName();
        Map<String, String> settings = Map.of(
                "yarn.acl.enable",
                "true",
                "yarn.admin.acl",
                owner,
                "yarn.scheduler.capacity.root.acl_administer_queue",
                owner,
                "yarn.scheduler.capacity.root.acl_submit_applications",
                "*",
                "yarn.scheduler.capacity.root.default.maximum-applications",
                "5");
        try (CheckedCluster cluster = new CheckedCluster(settings, 1)) {
            assertThat(liveAs("somebody-else", cluster)).startsWith("ADMIT").contains(IDLE);
            ApplicationId master = cluster.submit(Ask.of("default", 1024));
            cluster.awaitStart(master);
            assertThat(liveAs(owner, cluster)).contains("The share of application masters in queue root.default has");
            assertThat(liveAs("somebody-else", cluster))
                    .startsWith("ADMIT")
                    .contains("further ones may wait", "how many there are is not known")
                    .doesNotContain(IDLE);
            cluster.end(master);
        }
    }
}
