package io.parley.yarn.admission;

import java.util.Set;

/**
 * Who submits an application. Immutable.
 *
 * @param user the short name
 * @param groups the names of the user's groups, as this machine knows them
 */
public record Submitter(String user, Set<String> groups) {

    /** Copies the set. */
    public Submitter {
        groups = Set.copyOf(groups);
    }

    /**
     * Tells whether an access control list names the user: users, a blank, groups; {@code *} for everybody.
     *
     * <p>Source: {@code org.apache.hadoop.security.authorize.AccessControlList}, 3.5.0.
     */
    boolean isIn(String list) {
        if (list.trim().equals("*")) {
            return true;
        }
        int blank = list.indexOf(' ');
        String users = blank < 0 ? list : list.substring(0, blank);
        String allowedGroups = blank < 0 ? "" : list.substring(blank + 1);
        for (String name : users.split(",", -1)) {
            if (name.trim().equals(user)) {
                return true;
            }
        }
        for (String name : allowedGroups.split(",", -1)) {
            if (groups.contains(name.trim())) {
                return true;
            }
        }
        return false;
    }
}
