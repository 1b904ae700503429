package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.mesos.json.JsonMessageReader;
import io.parley.mesos.json.JsonTree;
import io.parley.mesos.recordio.Recordings;
import java.util.List;
import java.util.stream.Stream;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What this client sends is what a real master was sent, field by field. */
@Timeout(60)
class RecordedRequestsTest {

    static final List<String> REQUESTS = Stream.of(
                    "json-1-multirole/01-subscribe",
                    "json-1-multirole/02-accept-launch-sleep5",
                    "json-1-multirole/03-ack-task_starting",
                    "json-1-multirole/06-decline-3s",
                    "json-1-multirole/14-reconcile-explicit-known",
                    "json-1-multirole/16-reconcile-explicit-unknown-task-no-agent",
                    "json-1-multirole/17-reconcile-implicit",
                    "json-1-multirole/18-kill",
                    "json-1-multirole/25-kill-with-policy-grace-2s",
                    "json-1-multirole/53-accept-rich-task",
                    "json-1-multirole/58-accept-ports",
                    "json-1-multirole/62-accept-reserve",
                    "json-1-multirole/65-revive",
                    "json-1-multirole/67-suppress",
                    "json-1-multirole/70-teardown",
                    "json-5-task-group/02-accept-launch-group",
                    "json-8-agent-partition-and-master-restart/10-resubscribe",
                    "json-9-auth-and-offer-timeout/04-subscribe-ok",
                    "json-11-limits-and-other-calls/29-accept-reserve-launch-unreserve-later",
                    "json-11-limits-and-other-calls/37-reconcile-operations",
                    "json-11-limits-and-other-calls/42-message-to-executor",
                    "json-11-limits-and-other-calls/43-shutdown-executor",
                    "json-11-limits-and-other-calls/46-request",
                    "json-11-limits-and-other-calls/47-update-framework-add-role",
                    "json-11-limits-and-other-calls/49-suppress-one-role",
                    "json-12-resource-formats/16-acknowledge-operation-status",
                    "protobuf-1-multirole/01-subscribe",
                    "protobuf-1-multirole/02-accept-launch-sleep5",
                    "protobuf-1-multirole/03-ack-task_starting",
                    "protobuf-1-multirole/07-decline",
                    "protobuf-1-multirole/11-reconcile",
                    "protobuf-1-multirole/12-kill",
                    "protobuf-1-multirole/15-teardown")
            .map(name -> name + ".request.http")
            .toList();

    @ParameterizedTest
    @FieldSource("REQUESTS")
    void areSentAsRecorded(String name) throws Exception {
        ContentEncoding encoding = Recordings.isProtobuf(name) ? ContentEncoding.PROTOBUF : ContentEncoding.JSON;
        Call call = call(name, encoding);
        boolean subscribes = call.getType() == Call.Type.SUBSCRIBE;
        RecordingScheduler scheduler = new RecordingScheduler() {
            @Override
            public void connected(Mesos mesos) {
                mesos.send(subscribes ? call : subscription(framework));
            }
        };
        ClientOptions options =
                ClientOptions.DEFAULT.withWaits(MesosHttpClientTest.QUICK).withEncoding(encoding);
        if (name.startsWith("json-9")) {
            options = options.withCredentials(Credentials.of("alice", "secret"));
        }
        EventFeed feed = new EventFeed(encoding);
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = MesosHttpClient.connect(master.address(), options, scheduler)) {
            ScriptedMaster.Request sent = master.next();
            if (!subscribes) {
                feed.emit(feed.stream(), EventFeed.subscribed("f", 15));
                scheduler.nextEvent();
                client.send(call);
                sent = master.next();
            }

            assertThat(sent.method() + " " + sent.path() + " HTTP/1.1")
                    .isEqualTo(Recordings.head(name).lines().findFirst().orElseThrow());
            for (String header : List.of("Content-Type", "Accept", "Content-Length", "Authorization")) {
                if (!header.equals("Content-Length") || encoding == ContentEncoding.PROTOBUF) {
                    assertThat(sent.header(header)).as(header).isEqualTo(Recordings.header(name, header));
                }
            }
            assertThat(sent.header("Mesos-Stream-Id").isEmpty())
                    .isEqualTo(Recordings.header(name, "Mesos-Stream-Id").isEmpty())
                    .isEqualTo(subscribes);
            for (String never : List.of("Transfer-Encoding", "Expect", "Upgrade", "HTTP2-Settings")) {
                assertThat(sent.header(never)).as(never).isEmpty();
            }
            if (encoding == ContentEncoding.PROTOBUF) {
                assertThat(Call.parseFrom(sent.body())).isEqualTo(call);
            } else {
                assertThat(JsonTree.of(sent.body().toByteArray())).isEqualTo(JsonTree.of(Recordings.body(name)));
            }
        }
    }

    private static Call call(String name, ContentEncoding encoding) throws Exception {
        Call.Builder call = Call.newBuilder();
        if (encoding == ContentEncoding.PROTOBUF) {
            call.mergeFrom(Recordings.body(name));
        } else {
            JsonMessageReader.read(Recordings.body(name), call);
        }
        return call.build();
    }
}
