package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.mesos.recordio.Recordings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

    private static final URI MASTER = URI.create("http://127.0.0.1:5060/api/v1/scheduler");

    @Test
    void followsTheRecordedRedirection() {
        assertThat(recorded("json-10-redirect-zookeeper/01-subscribe-on-non-leader", Optional.empty()))
                .isEqualTo(new Answer.Moved(URI.create("http://127.0.0.1:5050/master/api/v1/scheduler")));
    }

    @Test
    void keepsTheSchemeAndAddsThePathWhereALocationHasNone() {
        assertThat(moved("https://a:1/api/v1/scheduler", "//b:2"))
                .isEqualTo(new Answer.Moved(URI.create("https://b:2/api/v1/scheduler")));
        assertThat(moved("http://a:1/x", "https://[::1]:2/y"))
                .isEqualTo(new Answer.Moved(URI.create("https://[::1]:2/y")));
    }

    @ParameterizedTest
    @CsvSource({
        "https://a:1/x, http://b:2/x",
        "http://a:1/x, http://a:1/x",
        "http://a:1/x, ''",
        "http://a:1/x, //user:secret@b:2/x",
        "http://a:1/x, 'file:///etc/passwd'",
        "http://a:1/x, 'not an address'"
    })
    void followsNoRedirectionToNowhereOrToLessSafety(String master, String location) {
        assertThat(moved(master, location)).isInstanceOf(Answer.Unready.class);
    }

    @Test
    void waitsForAMasterThatStartsAsRecorded() {
        String early = "json-8-agent-partition-and-master-restart/";
        assertThat(recorded(early + "07-call-early-0", Optional.empty()))
                .isEqualTo(new Answer.Unready(
                        "The Mesos master http://127.0.0.1:5060 is not ready for SUBSCRIBE: 404 (404 Not Found.).",
                        false));
        assertThat(recorded(early + "08-call-early-1", Optional.empty()))
                .isEqualTo(new Answer.Unready(
                        "The Mesos master http://127.0.0.1:5060 is not ready for SUBSCRIBE: 503"
                                + " (Master has not finished recovery).",
                        false));
        assertThat(refused(early + "09-call-early-2", Optional.empty()).subscriptionIsGone())
                .isTrue();
    }

    @Test
    void tellsCredentialsThatAreMissingFromWrongOnesAndFromForbidden() {
        String auth = "json-9-auth-and-offer-timeout/01-subscribe-no-credentials";
        assertThat(refused(auth, Optional.empty()).message())
                .isEqualTo("The Mesos master http://127.0.0.1:5060 refused SUBSCRIBE with 401 (401 Unauthorized.): it"
                        + " asks for credentials and none are set. Set mesos.resourcemanager.framework.principal and"
                        + " mesos.resourcemanager.framework.secret.");
        assertThat(refused(auth, Optional.of("alice")).message())
                .isEqualTo("The Mesos master http://127.0.0.1:5060 refused SUBSCRIBE with 401 (401 Unauthorized.): it"
                        + " does not know the principal 'alice' with this secret. Check"
                        + " mesos.resourcemanager.framework.principal and mesos.resourcemanager.framework.secret.");
        Answer.Refused forbidden = refused("json-3-failover/07-call-while-disconnected", Optional.of("alice"));
        assertThat(forbidden.status()).isEqualTo(403);
        assertThat(forbidden.message())
                .isEqualTo("The Mesos master http://127.0.0.1:5060 refused SUBSCRIBE with 403 (Framework is not"
                        + " subscribed): it knows the principal 'alice', who may not do this now.");
        assertThat(forbidden.subscriptionIsGone()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "json-3-failover/10-subscribe-info-id-missing, 400, 'framework_id'",
        "json-4-http-errors/06-subscribe-content-type-text, 415, application/x-protobuf",
        "json-4-http-errors/09-subscribe-with-stream-id, 400, should not include the 'Mesos-Stream-Id' header",
        "json-9-auth-and-offer-timeout/03-subscribe-principal-mismatch, 400, principal 'bob' does not match",
    })
    void repeatsWhatTheMasterSaid(String recording, int status, String said) {
        Answer.Refused refused = refused(recording, Optional.of("bob"));
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.message()).contains(said);
        assertThat(refused.subscriptionIsGone()).isFalse();
    }

    @Test
    void cutsLongTextsAndKeepsControlCharactersOut() {
        Answer answer = Answer.of(
                MASTER,
                Call.Type.KILL,
                400,
                head(Optional.empty()),
                "a\r\n\u001b[31m" + "x".repeat(9000),
                Optional.empty());

        assertThat(((Answer.Refused) answer).message()).contains("(a [31mxxx").hasSizeLessThan(700);
    }

    @Test
    void knowsWhatIsNoMaster() {
        Answer answer = Answer.of(
                MASTER,
                Call.Type.SUBSCRIBE,
                200,
                new Answer.Head(Optional.empty(), Optional.of("text/html"), false),
                "<html>",
                Optional.empty());

        assertThat(((Answer.Refused) answer).message())
                .isEqualTo("http://127.0.0.1:5060 answered SUBSCRIBE with status 200 and no event stream (content type"
                        + " text/html, no Mesos-Stream-Id). It does not seem to be a Mesos master; check the address"
                        + " (mesos.master).");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202})
    void acceptsOtherCalls(int status) {
        assertThat(Answer.of(MASTER, Call.Type.KILL, status, head(Optional.empty()), "", Optional.empty()))
                .isEqualTo(new Answer.Accepted());
    }

    private static Answer moved(String master, String location) {
        Answer.Head head = head(location.isEmpty() ? Optional.empty() : Optional.of(location));
        return Answer.of(URI.create(master), Call.Type.SUBSCRIBE, 307, head, "", Optional.empty());
    }

    private static Answer.Refused refused(String recording, Optional<String> principal) {
        return (Answer.Refused) recorded(recording, principal);
    }

    private static Answer recorded(String recording, Optional<String> principal) {
        String name = recording + ".response.http";
        int status = Integer.parseInt(Recordings.head(name).substring(9, 12));
        String location = Recordings.header(name, "Location");
        return Answer.of(
                MASTER,
                Call.Type.SUBSCRIBE,
                status,
                head(location.isEmpty() ? Optional.empty() : Optional.of(location)),
                new String(Recordings.body(name), StandardCharsets.UTF_8),
                principal);
    }

    private static Answer.Head head(Optional<String> location) {
        return new Answer.Head(location, Optional.of("text/plain; charset=utf-8"), false);
    }
}
