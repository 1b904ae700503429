package io.parley.mesos.launch;

import io.parley.mesos.client.ClientEvent;
import io.parley.mesos.client.ClientListener;
import io.parley.mesos.negotiation.ConnectionListener;
import io.parley.mesos.negotiation.MesosConnector;
import java.net.URI;
import java.util.Locale;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;
import org.jspecify.annotations.Nullable;

/** Remembers what the masters and the way to them told last, and what can be done about it. Thread-safe. */
final class MasterWatch implements ClientListener {

    private static final String FRAMEWORK = "mesos.resourcemanager.framework.";

    private volatile @Nullable URI master;
    private volatile String trouble = "";
    private volatile String error = "";
    private volatile int status;

    @Override
    public void happened(ClientEvent event) {
        if (event instanceof ClientEvent.Subscribed subscribed) {
            master = subscribed.master();
        } else if (event instanceof ClientEvent.SubscriptionDelayed delayed) {
            trouble = delayed.message();
        } else if (event instanceof ClientEvent.CallRefused refused) {
            status = refused.status();
        }
    }

    /** Gives a connector that is listened to. */
    MesosConnector watching(MesosConnector connector) {
        return new MesosConnector() {
            @Override
            public Mesos connect(Scheduler scheduler, ConnectionListener listener) {
                return connector.connect(new Watched(scheduler), listener);
            }

            @Override
            public boolean tellsTeardown() {
                return connector.tellsTeardown();
            }
        };
    }

    private final class Watched implements Scheduler {

        private final Scheduler scheduler;

        private Watched(Scheduler scheduler) {
            this.scheduler = scheduler;
        }

        @Override
        public void connected(Mesos mesos) {
            scheduler.connected(mesos);
        }

        @Override
        public void disconnected(Mesos mesos) {
            scheduler.disconnected(mesos);
        }

        @Override
        public void received(Mesos mesos, Event event) {
            if (event.getType() == Event.Type.ERROR) {
                error = event.getError().getMessage();
            }
            scheduler.received(mesos, event);
        }
    }

    /** Gives the master that took the last subscription, if one ever did. */
    @Nullable
    URI master() {
        return master;
    }

    /** Gives what kept the last try to subscribe from success; empty where nothing did. */
    String trouble() {
        return trouble;
    }

    /** Gives why there is no subscription and what to do about it; empty where nobody said. */
    String reason() {
        if (error.isEmpty()) {
            return "";
        }
        URI speaking = master;
        if (speaking != null) {
            return "The Mesos master " + speaking.getScheme() + "://" + speaking.getRawAuthority()
                    + " does not keep the subscription: " + withoutStop(error) + "."
                    + (tellsItsCure(error) ? "" : " " + cureOfMasters(error));
        }
        return (withoutStop(withoutCure(error)) + ". " + cureOfTheWay()).strip();
    }

    /** What the client says of trust, a launch says with its keys. */
    private static String withoutCure(String text) {
        int cure = text.indexOf(" Check the trust store");
        return cure < 0 ? text : text.substring(0, cure);
    }

    private static String withoutStop(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    /** Of the client's own errors. */
    private static boolean tellsItsCure(String text) {
        return text.contains(MasterAccess.EVENT_MEMORY) || text.contains("(" + MasterAccess.MASTER + ")");
    }

    /** Source: what Mesos' master says to frameworks that it does not want. */
    private static String cureOfMasters(String said) {
        String word = said.toLowerCase(Locale.ROOT);
        if (word.contains("failed over")) {
            return "Another scheduler has taken the framework over: let only one use " + StateFile.KEY + ".";
        }
        if (word.contains("has been removed")) {
            return "Remove the file of " + StateFile.KEY + ", for a framework that is over never comes back.";
        }
        if (word.contains("role")) {
            return "Name a role that the master knows and this principal may use (" + FRAMEWORK + "role).";
        }
        if (word.contains("principal")) {
            return "Check " + MasterAccess.PRINCIPAL + ".";
        }
        if (word.contains("user") || word.contains("root")) {
            return "Name a user as whom tasks may run (" + FRAMEWORK + "user).";
        }
        return "Check " + FRAMEWORK + "name, .role, .user and .principal.";
    }

    private String cureOfTheWay() {
        if (status == 403) {
            return "Check what this principal may do there, or name another (" + MasterAccess.PRINCIPAL + ").";
        }
        if (error.contains("TLS handshake")) {
            if (error.contains("certification path") || error.contains("PKIX")) {
                return "Its certificate is not trusted here: name a key store that holds it or its issuer ("
                        + MasterAccess.TRUST_STORE + ").";
            }
            return "Write the name that its certificate has into " + MasterAccess.MASTER
                    + ", and check the certificates of " + MasterAccess.TRUST_STORE + ".";
        }
        boolean says = error.contains(MasterAccess.MASTER) || error.contains(MasterAccess.PRINCIPAL);
        String where = says ? "" : "Look at " + MasterAccess.MASTER + ": host, port, and whether it is http or https. ";
        return error.startsWith("No Mesos master took")
                ? where + "To wait longer for one that starts, raise " + MasterAccess.TIMEOUT + "."
                : where.strip();
    }
}
