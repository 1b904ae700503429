package io.parley.mesos.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.mesos.client.ClientEvent;
import io.parley.mesos.negotiation.ConnectionListener;
import io.parley.mesos.negotiation.MesosConnector;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a launch says to the words of masters and of the way to them. */
class MasterWordsTest {

    private final MasterWatch watch = new MasterWatch();
    private final List<Event> passed = new ArrayList<>();

    private void error(String message) {
        Mesos nobody = new Mesos() {
            @Override
            public void send(Call call) {}

            @Override
            public void reconnect() {}
        };
        List<Scheduler> watched = new ArrayList<>();
        MesosConnector connector = new MesosConnector() {
            @Override
            public Mesos connect(Scheduler scheduler, ConnectionListener listener) {
                watched.add(scheduler);
                return nobody;
            }

            @Override
            public boolean tellsTeardown() {
                return true;
            }
        };
        Scheduler scheduler = new Scheduler() {
            @Override
            public void connected(Mesos mesos) {}

            @Override
            public void disconnected(Mesos mesos) {}

            @Override
            public void received(Mesos mesos, Event event) {
                passed.add(event);
            }
        };
        watch.watching(connector).connect(scheduler, new ConnectionListener() {
            @Override
            public void trouble(String trouble) {}

            @Override
            public void tornDown() {}

            @Override
            public void refused(Call call, String why) {}

            @Override
            public void notTaken(Call call, String why) {}
        });
        watched.get(0)
                .received(
                        nobody,
                        Event.newBuilder()
                                .setType(Event.Type.ERROR)
                                .setError(Event.Error.newBuilder().setMessage(message))
                                .build());
        assertThat(passed).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Framework failed over|Another scheduler has taken the framework over: let only one use"
                        + " parley.mesos.state-file.",
                "Framework has been removed|Remove the file of parley.mesos.state-file, for a framework that is over"
                        + " never comes back.",
                "Role 'x' is not present in the master's --roles|Name a role that the master knows and this principal may"
                        + " use (mesos.resourcemanager.framework.role).",
                "Framework principal 'a' does not match|Check mesos.resourcemanager.framework.principal.",
                "User 'joe' is not authorized|Name a user as whom tasks may run (mesos.resourcemanager.framework.user).",
                "Anything|Check mesos.resourcemanager.framework.name, .role, .user and .principal."
            })
    void wordOfAMasterThatEndsASubscriptionComesWithWhatToDo(String word, String cure) {
        watch.happened(new ClientEvent.Subscribed(URI.create("http://m:5050/api/v1/scheduler")));
        error(word + ".");

        assertThat(watch.reason())
                .isEqualTo("The Mesos master http://m:5050 does not keep the subscription: " + word + ". " + cure);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The TLS handshake failed: PKIX path building failed|Its certificate is not trusted here: name a key"
                        + " store that holds it or its issuer (parley.mesos.ssl.truststore).",
                "The TLS handshake failed: no name matches|Write the name that its certificate has into mesos.master,"
                        + " and check the certificates of parley.mesos.ssl.truststore.",
                "Something answered that is no master|Look at mesos.master: host, port, and whether it is http or https.",
                "No Mesos master took the subscription within 2 s. It refused|Look at mesos.master: host, port, and"
                        + " whether it is http or https. To wait longer for one that starts, raise"
                        + " parley.mesos.master-timeout."
            })
    void wordOfTheWayToTheMastersComesWithTheKeyToChange(String word, String cure) {
        error(word);

        assertThat(watch.reason()).isEqualTo(word + ". " + cure);
    }

    @Test
    void refusalOfWhoIsKnownIsNoMatterOfHostAndPort() {
        watch.happened(new ClientEvent.CallRefused(Call.getDefaultInstance(), 403, "Forbidden"));
        error("The master answered 403");

        assertThat(watch.reason())
                .isEqualTo("The master answered 403. Check what this principal may do there, or name another"
                        + " (mesos.resourcemanager.framework.principal).");
    }

    @Test
    void nothingIsSaidWhereNobodySaidAnything() {
        assertThat(watch.reason()).isEmpty();
        assertThat(watch.trouble()).isEmpty();
    }
}
