package io.parley.yarn.launch;

import io.parley.api.launch.LaunchFailedException;
import io.parley.yarn.HadoopLogin;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.security.PrivilegedAction;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.security.auth.kerberos.KerberosTicket;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.UserGroupInformation;
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
        HadoopLogin found = HadoopLogin.of(
                hadoop.values(),
                hadoop.source(),
                kerberos.login()
                        .map(login -> new HadoopLogin.Keytab(
                                login.principal(), login.keytab().toString())),
                kerberos.useTicketCache(),
                ticketCache);
        return new HadoopUser(found.user(), hadoop.isSecure(), found.isOwn());
    }

    /** Gives what the innermost failure says; what is around it repeats the names. */
    static String reason(Throwable failure) {
        return HadoopLogin.reason(failure);
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
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Cannot log in again as " + name() + ": " + reason(e) + "." + HadoopLogin.CURE,
                    e);
        }
    }

    /** Tells whether the current user's ticket is in the last fifth of its life, as Hadoop does with keytabs. */
    private static boolean hasOldTicket() {
        return SubjectUtil.current().getPrivateCredentials(KerberosTicket.class).stream()
                .filter(ticket -> ticket.getServer().getName().startsWith("krbtgt/"))
                .noneMatch(ticket -> {
                    Instant end = ticket.getEndTime().toInstant();
                    Instant start = Optional.ofNullable(ticket.getStartTime())
                            .orElse(ticket.getAuthTime())
                            .toInstant();
                    return Instant.now()
                            .isBefore(end.minus(Duration.between(start, end).dividedBy(5)));
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
