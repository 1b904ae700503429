package io.parley.yarn;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.security.GroupMappingServiceProvider;
import org.apache.hadoop.security.Groups;
import org.apache.hadoop.security.UserGroupInformation;

/** A directory server that never answers who is in which group; for Hadoop. */
public final class EndlessGroups implements GroupMappingServiceProvider {

    /** Something that is done meanwhile. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /** Does something while groups of Hadoop's users are asked for here. */
    static void during(Action action) throws IOException {
        Configuration endless = new Configuration();
        endless.setClass(
                CommonConfigurationKeysPublic.HADOOP_SECURITY_GROUP_MAPPING,
                EndlessGroups.class,
                GroupMappingServiceProvider.class);
        use(endless);
        try {
            action.run();
        } finally {
            use(new Configuration());
        }
    }

    private static void use(Configuration configuration) {
        Groups.getUserToGroupsMappingServiceWithLoadedConfiguration(configuration);
        UserGroupInformation.setConfiguration(configuration);
    }

    @Override
    public List<String> getGroups(String user) throws IOException {
        try {
            new CountDownLatch(1).await();
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("Nobody waits any more").initCause(e);
        }
    }

    @Override
    public Set<String> getGroupsSet(String user) throws IOException {
        return Set.copyOf(getGroups(user));
    }

    @Override
    public void cacheGroupsRefresh() {
        // Nothing is kept.
    }

    @Override
    public void cacheGroupsAdd(List<String> groups) {
        // Nothing is kept.
    }
}
