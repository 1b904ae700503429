package io.parley.yarn.admission;

import io.parley.yarn.admission.SubmissionQueue.Permission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who submits an application. Immutable.
 *
 * @param user the short name
 * @param groups the names of the user's groups, as this machine knows them; empty where they were not looked up
 */
public record Submitter(String user, Optional<Set<String>> groups) {

    /** Copies the set. */
    public Submitter {
        groups = groups.map(Set::copyOf);
    }

    /**
     * Gives the same user with groups.
     *
     * @param names the names of the groups; empty where they are not known
     * @return the user, of those groups
     */
    public Submitter in(Optional<Set<String>> names) {
        return new Submitter(user, names);
    }

    /**
     * Tells whether one of several access control lists names the user: users, a blank, groups; {@code *} for
     * everybody.
     *
     * <p>Source: {@code org.apache.hadoop.security.authorize.AccessControlList}, 3.5.0.
     */
    Permission permission(List<String> lists) {
        Permission permission = Permission.NO;
        for (String list : lists) {
            switch (permission(list)) {
                case YES -> {
                    return Permission.YES;
                }
                case UP_TO_GROUPS -> permission = Permission.UP_TO_GROUPS;
                case NO, NOT_KNOWN -> {
                    // Another list may name the user.
                }
            }
        }
        return permission;
    }

    private Permission permission(String list) {
        if (list.trim().equals("*")) {
            return Permission.YES;
        }
        int blank = list.indexOf(' ');
        String users = blank < 0 ? list : list.substring(0, blank);
        String allowedGroups = blank < 0 ? "" : list.substring(blank + 1);
        for (String name : users.split(",", -1)) {
            if (name.trim().equals(user)) {
                return Permission.YES;
            }
        }
        if (groups.isEmpty()) {
            return allowedGroups.isBlank() ? Permission.NO : Permission.UP_TO_GROUPS;
        }
        for (String name : allowedGroups.split(",", -1)) {
            if (groups.get().contains(name.trim())) {
                return Permission.YES;
            }
        }
        return Permission.NO;
    }
}
