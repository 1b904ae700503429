package io.parley.yarn.admission;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.security.UserGroupInformation;

/** Asks Hadoop's classes who the current user is. Stateless and thread-safe. */
public final class CurrentUser {

    private static final System.Logger LOG = System.getLogger(CurrentUser.class.getName());

    private CurrentUser() {}

    /**
     * Gives the current user of Hadoop, whose groups are not looked up.
     *
     * @return the user
     */
    public static Submitter submitter() {
        String name;
        try {
            name = UserGroupInformation.getCurrentUser().getShortUserName();
        } catch (IOException e) {
            name = System.getProperty("user.name");
        }
        return new Submitter(name, Optional.empty());
    }

    /**
     * Looks up the groups of the current user of Hadoop, for which a directory server may be asked.
     *
     * @param limit how long to wait at most
     * @return the names of the groups; empty where they do not become known in time, or the waiting was cancelled,
     *     which the thread's flag tells then
     */
    public static Optional<Set<String>> groups(Duration limit) {
        try {
            UserGroupInformation user = UserGroupInformation.getCurrentUser();
            // Whoever has no groups and whoever's cannot be found out have none here.
            return Optional.of(Set.of(LimitedQuestion.ask("parley-groups-of-user", limit, user::getGroupNames)))
                    .filter(names -> !names.isEmpty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "The groups of the current user are not known.", e);
        }
        return Optional.empty();
    }
}
