package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can be scripted to go wrong does. */
@Timeout(60)
class SimulatorScriptTest {

    private final MesosSimulator simulator =
            MesosSimulator.start(SimulatorSettings.usual().faster(20));
    private final RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF);

    @AfterEach
    void close() throws IOException {
        scheduler.close();
        simulator.close();
    }

    private Offer subscribed() throws IOException, InterruptedException {
        scheduler.subscribe(RawScheduler.info("scripted").build());
        return scheduler.offer();
    }

    private static boolean isUpdate(Event event) {
        return event.getType() == Event.Type.UPDATE;
    }

    @Test
    void cutsTheConnectionInTheMiddleOfARecord() throws IOException, InterruptedException {
        simulator.events().cutInTheMiddleOfNext(Event.Type.OFFERS);
        scheduler.subscribe(RawScheduler.info("cut").build());

        assertThat(scheduler.awaitEnd()).isTrue();
        assertThat(scheduler.wasCut()).isTrue();
        assertThat(scheduler.during(Duration.ZERO)).noneMatch(event -> event.getType() == Event.Type.OFFERS);
    }

    @Test
    void sendsTheFirstHalfOfTheRecordThatItCuts() throws IOException {
        simulator.events().cutInTheMiddleOfNext(Event.Type.OFFERS);
        try (Socket socket =
                new Socket(simulator.address().getHost(), simulator.address().getPort())) {
            socket.getOutputStream().write(Recording.of("json-1-multirole").request("01-subscribe"));

            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(all).contains("{\"type\":\"HEARTBEAT\"}\r\n", "{\"type\":\"OFFERS\",\"offers\"");
            assertThat(all).doesNotEndWith("\r\n");
        }
    }

    @Test
    void losesHeartbeatsUntilTheyAreSentAgain() throws IOException, InterruptedException {
        subscribed();
        simulator.events().mute(Event.Type.HEARTBEAT);
        scheduler.during(Duration.ofMillis(100));
        assertThat(scheduler.during(Duration.ofMillis(1600))).isEmpty();

        simulator.events().unmute(Event.Type.HEARTBEAT);
        assertThat(scheduler.await(event -> event.getType() == Event.Type.HEARTBEAT))
                .isNotNull();
    }

    @Test
    void sendsAnEventMoreThanOnce() throws IOException, InterruptedException {
        Offer offer = subscribed();
        simulator.events().repeatNext(Event.Type.UPDATE, 3);
        scheduler.accept(offer, RawScheduler.task(offer, "t", "sleep 1000", 1));

        Event first = scheduler.await(SimulatorScriptTest::isUpdate);
        assertThat(scheduler.await(SimulatorScriptTest::isUpdate)).isEqualTo(first);
        assertThat(scheduler.await(SimulatorScriptTest::isUpdate)).isEqualTo(first);
    }

    @Test
    void sendsTwoEventsInTheOtherOrder() throws IOException, InterruptedException {
        Offer offer = subscribed();
        simulator.events().swapNext(Event.Type.UPDATE);
        Offer.Builder none = offer.toBuilder().clearResources();
        scheduler.accept(
                none.build(),
                RawScheduler.task(offer, "first", "true", 50),
                RawScheduler.task(offer, "second", "true", 50));

        assertThat(scheduler
                        .await(SimulatorScriptTest::isUpdate)
                        .getUpdate()
                        .getStatus()
                        .getTaskId()
                        .getValue())
                .isEqualTo("second");
        assertThat(scheduler
                        .await(SimulatorScriptTest::isUpdate)
                        .getUpdate()
                        .getStatus()
                        .getTaskId()
                        .getValue())
                .isEqualTo("first");
    }

    @Test
    void keepsAnEventThatIsToComeLaterInItsStream() throws IOException, InterruptedException {
        Offer offer = subscribed();
        simulator.events().swapNext(Event.Type.UPDATE);
        scheduler.accept(offer, RawScheduler.task(offer, "first", "true", 50));
        try (RawScheduler other = new RawScheduler(simulator.address(), MessageFormat.JSON)) {
            other.subscribe(RawScheduler.info("other").build());
            Offer none = offer.toBuilder()
                    .setId(OfferID.newBuilder().setValue("none"))
                    .build();
            other.accept(none, RawScheduler.task(offer, "other", "true", 50));

            assertThat(other.await(SimulatorScriptTest::isUpdate).toString()).contains("other");
            assertThat(other.during(Duration.ofMillis(300))).noneMatch(SimulatorScriptTest::isUpdate);
        }

        scheduler.accept(offer, RawScheduler.task(offer, "second", "true", 50));
        assertThat(scheduler.await(SimulatorScriptTest::isUpdate).toString()).contains("second");
        assertThat(scheduler.await(SimulatorScriptTest::isUpdate).toString()).contains("first");
    }

    @Test
    void tellsAnUpdateBeforeTheAnswer() throws IOException, InterruptedException {
        Offer offer = subscribed();
        simulator.calls().answerLate(Call.Type.ACCEPT, Duration.ofHours(1));
        Thread call = new Thread(() -> assertThatIOException()
                .as("no answer until the simulator ends")
                .isThrownBy(() -> scheduler.accept(offer, RawScheduler.task(offer, "t", "sleep 1000", 1))));
        call.start();

        scheduler.await(SimulatorScriptTest::isUpdate);
        assertThat(call.isAlive()).isTrue();
        simulator.close();
        call.join();
    }

    @Test
    void refusesOneCallThatIsNotDoneThen() throws IOException, InterruptedException {
        Offer offer = subscribed();
        simulator.calls().refuseNext(Call.Type.ACCEPT, 503, "Master has not finished recovery");

        HttpResponse<String> refused = scheduler.accept(offer, RawScheduler.task(offer, "t", "true", 1));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(scheduler.during(Duration.ofMillis(200))).noneMatch(SimulatorScriptTest::isUpdate);
        assertThat(scheduler
                        .accept(offer, RawScheduler.task(offer, "t", "true", 1))
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void rescindsTheOffersOfAsManyAcceptsAsItWasAskedFor() throws IOException, InterruptedException {
        Offer offer = subscribed();
        simulator.calls().rescindBeforeNextAccept();
        simulator.calls().rescindBeforeNextAccept();

        for (String task : List.of("first", "second")) {
            scheduler.accept(offer, RawScheduler.task(offer, task, "true", 1));
            scheduler.await(task, TaskState.TASK_DROPPED);
            offer = scheduler.offer();
        }
        scheduler.accept(offer, RawScheduler.task(offer, "third", "true", 1));
        scheduler.await("third", TaskState.TASK_FINISHED);
    }

    @Test
    void repeatsNoEventLessThanOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> simulator.events().repeatNext(Event.Type.UPDATE, 0))
                .withMessageContaining("would lose it");
    }

    @Test
    void cutsTheStreamOfAClientThatDoesNotRead() throws IOException, InterruptedException {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(1 << 16);
            socket.connect(new InetSocketAddress(
                    simulator.address().getHost(), simulator.address().getPort()));
            socket.getOutputStream().write(Recording.of("json-1-multirole").request("01-subscribe"));
            RawResponse.read(socket.getInputStream());
            byte[] record = new byte[1 << 10];
            int sent = 20_000;
            for (int i = 0; i < sent; i++) {
                simulator.sendRaw(record);
            }

            socket.setSoTimeout(20_000);
            assertThat(endsWithin(15_000L * record.length, socket.getInputStream()))
                    .isTrue();
        }
    }

    private static boolean endsWithin(long most, InputStream input) throws IOException {
        try {
            byte[] some = new byte[1 << 16];
            long all = 0;
            int length = 0;
            while (length >= 0 && all < most) {
                all += length;
                length = input.read(some);
            }
            return all < most;
        } catch (SocketException e) {
            // Reset, for something was not sent any more.
            return true;
        }
    }

    @Test
    void rescindsAllOffers() throws IOException, InterruptedException {
        Offer offer = subscribed();
        simulator.rescindOffers();

        assertThat(scheduler
                        .await(event -> event.getType() == Event.Type.RESCIND)
                        .getRescind()
                        .getOfferId())
                .isEqualTo(offer.getId());
    }

    @Test
    void endsAllStreamsAndKeepsTheFramework() throws IOException, InterruptedException {
        subscribed();
        simulator.cutStreams();
        assertThat(scheduler.awaitEnd()).isTrue();
        assertThat(scheduler.wasCut()).isTrue();

        scheduler.subscribe(RawScheduler.info("scripted").setId(scheduler.id()).build());
        assertThat(scheduler.offer()).isNotNull();
    }

    @Test
    void standsByUntilTheLeaderHasGone() throws IOException, InterruptedException {
        URI standby = simulator.masters().addStandby();
        assertThat(redirection(standby))
                .isEqualTo("//127.0.0.1:" + simulator.address().getPort() + "/master/api/v1/scheduler");
        Offer offer = subscribed();
        scheduler.accept(offer, RawScheduler.task(offer, "t", "sleep 1000", 1));
        scheduler.await("t", TaskState.TASK_RUNNING);

        simulator.masters().failOver();
        assertThat(scheduler.awaitEnd()).isTrue();
        while (!simulator.address().equals(standby)) {
            Thread.sleep(5);
        }

        try (RawScheduler again = new RawScheduler(standby, MessageFormat.PROTOBUF)) {
            int tries = 0;
            boolean subscribed = false;
            while (!subscribed && tries++ < 200) {
                try {
                    again.subscribe(
                            RawScheduler.info("scripted").setId(scheduler.id()).build());
                    subscribed = true;
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("503");
                    Thread.sleep(5);
                }
            }
            assertThat(subscribed).isTrue();
            assertThat(again.offer().getAgentId()).isEqualTo(offer.getAgentId());
            again.call(
                    Call.newBuilder().setType(Call.Type.RECONCILE).setReconcile(Call.Reconcile.getDefaultInstance()));
            assertThat(again.await("t", TaskState.TASK_RUNNING).getReason())
                    .isEqualTo(TaskStatus.Reason.REASON_RECONCILIATION);
        }
    }

    private static String redirection(URI master) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(master.resolve("/api/v1/scheduler"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .headers()
                .firstValue("Location")
                .orElse("");
    }

    @Test
    void startsAgainAtTheSameAddressHoweverOften() {
        URI address = simulator.address();
        for (int round = 0; round < 50; round++) {
            simulator.masters().stop();
            simulator.masters().start();
        }
        assertThat(simulator.address()).isEqualTo(address);
    }

    @Test
    void failsOverOnlyToAnotherMaster() {
        assertThatIllegalStateException()
                .isThrownBy(simulator.masters()::failOver)
                .withMessageContaining("stands by");
    }

    @Test
    void knowsItsAgentsOnly() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> simulator.agents().crash("nowhere"))
                .withMessageContaining("There is no agent nowhere");
    }

    @Test
    void marksAnAgentGoneWithItsTasks() throws IOException, InterruptedException {
        Offer offer = subscribed();
        scheduler.accept(offer, RawScheduler.task(offer, "t", "sleep 1000", 1));
        scheduler.await("t", TaskState.TASK_RUNNING);
        List<ProcessHandle> processes = simulator.processes();

        simulator.agents().markGone("127.0.0.1");

        scheduler.await("t", TaskState.TASK_GONE_BY_OPERATOR);
        assertThat(processes.get(0).onExit()).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void offersReservedResourcesToTheirRoleOnlyAndGpusToThoseThatAsk() throws IOException, InterruptedException {
        simulator
                .agents()
                .add(AgentDescription.of("reserved", 1, 1, 1)
                        .withReserved("other", AgentDescription.scalar("cpus", 7))
                        .withReserved("test", AgentDescription.scalar("cpus", 3))
                        .withAttribute("rack", "r2")
                        .in("region", "zone"));
        simulator.agents().add(AgentDescription.of("gpus", 1, 1, 1).with(AgentDescription.scalar("gpus", 2)));
        scheduler.subscribe(RawScheduler.info("reserved").build());

        List<Offer> offers = scheduler
                .await(event -> event.getType() == Event.Type.OFFERS)
                .getOffers()
                .getOffersList();

        assertThat(offers).extracting(Offer::getHostname).containsExactlyInAnyOrder("127.0.0.1", "reserved");
        Offer reserved = offers.stream()
                .filter(each -> each.getHostname().equals("reserved"))
                .findFirst()
                .orElseThrow();
        assertThat(reserved.getResourcesList())
                .filteredOn(resource -> resource.getName().equals("cpus"))
                .extracting(resource -> resource.getScalar().getValue())
                .containsExactly(3.0, 1.0);
        assertThat(reserved.getDomain().getFaultDomain().getZone().getName()).isEqualTo("zone");
    }
}
