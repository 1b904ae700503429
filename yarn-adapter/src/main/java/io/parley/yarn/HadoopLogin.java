package io.parley.yarn;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.LaunchFailedException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.UserGroupInformation.AuthenticationMethod;

/**
 * The user as whom a cluster is asked.
 *
 * <p>On a cluster with Kerberos it is one that logs in with the keytab of the configuration, else the current user of
 * this JVM, else whose ticket lies in the ticket cache. The login user of the JVM stays as it is.
 *
 * @param user the user
 * @param isOwn whether it logged in for this alone
 */
public record HadoopLogin(UserGroupInformation user, boolean isOwn) {

    /** The key of the keytab to log in with. */
    public static final ConfigurationOption<String> KEYTAB =
            ConfigurationOption.text("security.kerberos.login.keytab").withDeprecatedKeys("security.keytab");

    /** The key of whose keys the keytab holds. */
    public static final ConfigurationOption<String> PRINCIPAL =
            ConfigurationOption.text("security.kerberos.login.principal").withDeprecatedKeys("security.principal");

    /** The key that says whether a ticket that is there may be used. */
    public static final ConfigurationOption<Boolean> TICKET_CACHE =
            ConfigurationOption.flag("security.kerberos.login.use-ticket-cache").withDefault(true);

    /** What to do without a login. */
    public static final String CURE = " Run kinit, or set " + KEYTAB + " and " + PRINCIPAL + ".";

    private static final String CACHE_VARIABLE = "KRB5CCNAME";

    /**
     * A keytab to log in with.
     *
     * @param principal whose keys it holds
     * @param file where it is
     */
    public record Keytab(String principal, String file) {}

    /**
     * Logs in as Flink's keys say, where the cluster wants it.
     *
     * @param hadoop the client's Hadoop configuration
     * @param source where that was read, for messages
     * @param configuration the configuration, with the environment variable that says where tickets are
     * @return the login
     * @throws LaunchFailedException if there is none; the message says what to do
     */
    public static HadoopLogin of(Configuration hadoop, String source, FlinkConfiguration configuration) {
        Optional<String> principal = text(configuration, PRINCIPAL);
        return of(
                hadoop,
                source,
                text(configuration, KEYTAB).flatMap(file -> principal.map(name -> new Keytab(name, file))),
                configuration.get(TICKET_CACHE),
                configuration.environmentVariable(CACHE_VARIABLE));
    }

    /**
     * Logs in as a launch with the same files would. Here, and not with the caller, because the classes that a
     * ServiceLoader finds are loaded without Hadoop's jars, too.
     */
    static HadoopLogin of(YarnSiteFiles files, FlinkConfiguration configuration) {
        return of(files.client(configuration), files.where(), configuration);
    }

    private static Optional<String> text(FlinkConfiguration configuration, ConfigurationOption<String> option) {
        return configuration.find(option).map(String::strip).filter(text -> !text.isEmpty());
    }

    /**
     * Logs in where the cluster wants it.
     *
     * @param hadoop the client's Hadoop configuration
     * @param source where that was read, for messages
     * @param keytab the keytab; empty for a ticket that is there
     * @param useTicketCache whether a ticket that is there may be used
     * @param ticketCache where it may lie; empty for the usual place
     * @return the login
     * @throws LaunchFailedException if there is none; the message says what to do
     */
    public static HadoopLogin of(
            Configuration hadoop,
            String source,
            Optional<Keytab> keytab,
            boolean useTicketCache,
            Optional<String> ticketCache) {
        try {
            if (SecurityUtil.getAuthenticationMethod(hadoop) != AuthenticationMethod.KERBEROS) {
                return new HadoopLogin(UserGroupInformation.getCurrentUser(), false);
            }
            if (!UserGroupInformation.isSecurityEnabled()) {
                // Hadoop's classes know one way to authenticate for the whole JVM.
                UserGroupInformation.setConfiguration(hadoop);
            }
            if (keytab.isPresent()) {
                return new HadoopLogin(fromKeytab(source, keytab.get()), true);
            }
            return fromTicket(source, useTicketCache, ticketCache);
        } catch (IOException e) {
            throw new LaunchFailedException("Cannot find out the current user: " + e.getMessage() + ".", e);
        }
    }

    private static UserGroupInformation fromKeytab(String source, Keytab login) {
        try {
            return UserGroupInformation.loginUserFromKeytabAndReturnUGI(login.principal(), login.file());
        } catch (IOException e) {
            throw new LaunchFailedException(
                    "Cannot log in to the cluster of " + source + " as " + login.principal()
                            + " with the keytab " + login.file() + ": " + reason(e) + ". Correct "
                            + PRINCIPAL + " or " + KEYTAB
                            + ", or ask for a keytab that the KDC knows.",
                    e);
        }
    }

    private static HadoopLogin fromTicket(String source, boolean useTicketCache, Optional<String> cache)
            throws IOException {
        UserGroupInformation current = UserGroupInformation.getCurrentUser();
        boolean ticketOfJvm =
                UserGroupInformation.isLoginTicketBased() && current.equals(UserGroupInformation.getLoginUser());
        boolean othersLogin = current.hasKerberosCredentials() && !ticketOfJvm;
        if (othersLogin || current.getAuthenticationMethod() == AuthenticationMethod.PROXY) {
            return new HadoopLogin(current, false);
        }
        if (!useTicketCache) {
            throw new LaunchFailedException(
                    "Cannot launch on the cluster of " + source + ", which wants Kerberos: "
                            + TICKET_CACHE
                            + " is false, and there is no keytab. Set it to true, or set "
                            + KEYTAB + " and " + PRINCIPAL + ".",
                    (Throwable) null);
        }
        String where = cache.map(file -> " in " + file).orElse(" in the ticket cache");
        try {
            UserGroupInformation found = UserGroupInformation.getUGIFromTicketCache(cache.orElse(null), null);
            if (found.hasKerberosCredentials()) {
                return new HadoopLogin(found, true);
            }
        } catch (IOException e) {
            throw new LaunchFailedException(noTicket(source, current, where) + " (" + reason(e) + ")." + CURE, e);
        }
        throw new LaunchFailedException(noTicket(source, current, where) + "." + CURE, (Throwable) null);
    }

    private static String noTicket(String source, UserGroupInformation user, String where) {
        return "Cannot launch on the cluster of " + source + ", which wants Kerberos: "
                + user.getShortUserName() + " has no ticket" + where
                + " that is valid now; it is missing or has expired";
    }

    /**
     * Gives what the innermost failure says; what is around it repeats the names.
     *
     * @param failure a failure of Hadoop's
     * @return its text
     */
    public static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage()).strip();
    }
}
