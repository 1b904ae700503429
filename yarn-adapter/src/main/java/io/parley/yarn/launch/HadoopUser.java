package io.parley.yarn.launch;

import io.parley.api.launch.LaunchFailedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.security.PrivilegedAction;
import java.security.PrivilegedExceptionAction;
import java.util.Optional;
import javax.security.auth.kerberos.KerberosTicket;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.UserGroupInformation.AuthenticationMethod;
import org.apache.hadoop.security.authentication.util.SubjectUtil;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * The user that talks to the cluster. Thread-safe.
 *
 * <p>On a cluster with Kerberos it is one that logs in with the keytab of the configuration, else the current user of
 * this JVM, else whose ticket lies in the ticket cache. The login user of the JVM stays as it is.
 */
final class HadoopUser implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(HadoopUser.class.getName());
    private static final String CURE =
            " Run kinit, or set " + KerberosOptions.KEYTAB + " and " + KerberosOptions.PRINCIPAL + ".";

    private final UserGroupInformation user;
    private final boolean secure;
    private final boolean own;

    private HadoopUser(UserGroupInformation user, boolean secure, boolean own) {
        this.user = user;
        this.secure = secure;
        this.own = own;
    }

    /** Something that is done as the user. */
    @FunctionalInterface
    interface Action<T> {
        T run() throws IOException, YarnException, InterruptedException;
    }

    /**
     * Logs in where the cluster wants it.
     *
     * @param ticketCache where a ticket may lie; empty for the usual place
     * @throws LaunchFailedException if there is no login; the message says what to do
     */
    static HadoopUser login(HadoopConfiguration hadoop, KerberosOptions kerberos, Optional<String> ticketCache) {
        boolean secure = hadoop.isSecure();
        try {
            if (!secure) {
                return new HadoopUser(UserGroupInformation.getCurrentUser(), false, false);
            }
            if (!UserGroupInformation.isSecurityEnabled()) {
                // Hadoop's classes know one way to authenticate for the whole JVM.
                UserGroupInformation.setConfiguration(hadoop.values());
            }
            if (kerberos.login().isPresent()) {
                return new HadoopUser(fromKeytab(hadoop, kerberos.login().get()), true, true);
            }
            return fromTicket(hadoop, kerberos.useTicketCache(), ticketCache);
        } catch (IOException e) {
            throw new LaunchFailedException("Cannot find out the current user: " + e.getMessage() + ".", e);
        }
    }

    private static UserGroupInformation fromKeytab(HadoopConfiguration hadoop, KerberosOptions.Login login) {
        try {
            return UserGroupInformation.loginUserFromKeytabAndReturnUGI(
                    login.principal(), login.keytab().toString());
        } catch (IOException e) {
            throw new LaunchFailedException(
                    "Cannot log in to the cluster of " + hadoop.source() + " as " + login.principal()
                            + " with the keytab " + login.keytab() + ": " + reason(e) + ". Correct "
                            + KerberosOptions.PRINCIPAL + " or " + KerberosOptions.KEYTAB
                            + ", or ask for a keytab that the KDC knows.",
                    e);
        }
    }

    private static HadoopUser fromTicket(HadoopConfiguration hadoop, boolean useTicketCache, Optional<String> cache)
            throws IOException {
        UserGroupInformation current = UserGroupInformation.getCurrentUser();
        boolean ticketOfJvm =
                UserGroupInformation.isLoginTicketBased() && current.equals(UserGroupInformation.getLoginUser());
        boolean othersLogin = current.hasKerberosCredentials() && !ticketOfJvm;
        if (othersLogin || current.getAuthenticationMethod() == AuthenticationMethod.PROXY) {
            return new HadoopUser(current, true, false);
        }
        if (!useTicketCache) {
            throw new LaunchFailedException(
                    "Cannot launch on the cluster of " + hadoop.source() + ", which wants Kerberos: "
                            + KerberosOptions.TICKET_CACHE
                            + " is false, and there is no keytab. Set it to true, or set "
                            + KerberosOptions.KEYTAB + " and " + KerberosOptions.PRINCIPAL + ".",
                    (Throwable) null);
        }
        String where = cache.map(file -> " in " + file).orElse(" in the ticket cache");
        try {
            UserGroupInformation found = UserGroupInformation.getUGIFromTicketCache(cache.orElse(null), null);
            if (found.hasKerberosCredentials()) {
                return new HadoopUser(found, true, true);
            }
        } catch (IOException e) {
            throw new LaunchFailedException(noTicket(hadoop, current, where) + " (" + reason(e) + ")." + CURE, e);
        }
        throw new LaunchFailedException(noTicket(hadoop, current, where) + "." + CURE, (Throwable) null);
    }

    private static String noTicket(HadoopConfiguration hadoop, UserGroupInformation user, String where) {
        return "Cannot launch on the cluster of " + hadoop.source() + ", which wants Kerberos: "
                + user.getShortUserName() + " has no ticket" + where
                + " that is valid now; it is missing or has expired";
    }

    /** Gives what the innermost failure says; what is around it repeats the names. */
    static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage()).strip();
    }

    boolean isSecure() {
        return secure;
    }

    /** Gives the user's name, with Kerberos the principal. */
    String name() {
        return user.getUserName();
    }

    UserGroupInformation information() {
        return user;
    }

    /** Does something as the user, who logs in again where a login of its own is about to end. */
    <T> T run(Action<T> action) throws IOException, YarnException {
        if (own) {
            logInAgain();
        }
        try {
            return user.doAs((PrivilegedExceptionAction<T>) action::run);
        } catch (UndeclaredThrowableException e) {
            if (e.getCause() instanceof YarnException refused) {
                throw refused;
            }
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("Interrupted.");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    /** Hadoop's clients do so by themselves for the login user of the JVM alone. */
    private void logInAgain() {
        try {
            if (user.isFromKeytab()) {
                user.checkTGTAndReloginFromKeytab();
            } else if (user.doAs((PrivilegedAction<Boolean>) HadoopUser::hasOldTicket)) {
                user.reloginFromTicketCache();
            }
        } catch (IOException e) {
            // What is connected goes on; the rest fails by itself.
            LOG.log(System.Logger.Level.WARNING, "Cannot log in again as " + name() + ": " + reason(e) + "." + CURE, e);
        }
    }

    /** Tells whether the current user's ticket is in the last fifth of its life, as Hadoop does with keytabs. */
    private static boolean hasOldTicket() {
        return SubjectUtil.current().getPrivateCredentials(KerberosTicket.class).stream()
                .filter(ticket -> ticket.getServer().getName().startsWith("krbtgt/"))
                .noneMatch(ticket -> {
                    long end = ticket.getEndTime().getTime();
                    long start = (ticket.getStartTime() == null ? ticket.getAuthTime() : ticket.getStartTime()).getTime();
                    return System.currentTimeMillis() < end - (end - start) / 5;
                });
    }

    /**
     * Tells apart a failure and what a cancelled caller sees: Hadoop restores the flag, or hides the interruption among
     * the causes; a mere timeout does neither.
     *
     * @throws InterruptedException if it was an interruption; the flag is cleared then
     */
    static void throwIfCancelled(String intent, Throwable failure) throws InterruptedException {
        boolean cancelled = Thread.interrupted();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            cancelled |= cause instanceof InterruptedException
                    || cause instanceof ClosedByInterruptException
                    || (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException));
        }
        if (cancelled) {
            InterruptedException interrupted = new InterruptedException("Cancelled: " + intent + ".");
            interrupted.initCause(failure);
            throw interrupted;
        }
    }

    /** Releases what a login of its own holds. */
    @Override
    public void close() {
        if (own) {
            try {
                FileSystem.closeAllForUGI(user);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "File systems of " + name() + " did not close.", e);
            }
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
