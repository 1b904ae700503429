package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MasterAddressTest {

    @ParameterizedTest
    @CsvSource({
        "m:5050, http://m:5050/api/v1/scheduler",
        "http://m:5050/, http://m:5050/api/v1/scheduler",
        "https://m:5050/mesos, https://m:5050/mesos/api/v1/scheduler",
        "http://m:5050/api/v1/scheduler, http://m:5050/api/v1/scheduler",
        "http://[::1]:5050, http://[::1]:5050/api/v1/scheduler",
        "' m:5050 ', http://m:5050/api/v1/scheduler"
    })
    void readsOneMaster(String text, String endpoint) {
        assertThat(MasterAddress.parse(text)).isEqualTo(new MasterList(List.of(URI.create(endpoint))));
    }

    @Test
    void readsListsOfWhichTheFirstGivesTheScheme() {
        MasterAddress address = MasterAddress.parse("https://a:1, b:2,http://c:3");

        assertThat(((MasterList) address).endpoints())
                .extracting(URI::toString)
                .containsExactly(
                        "https://a:1/api/v1/scheduler", "https://b:2/api/v1/scheduler", "http://c:3/api/v1/scheduler");
        assertThat(address).hasToString("https://a:1,https://b:2,http://c:3");
    }

    @Test
    void readsZooKeeperAddressesAndHidesTheirPassword() {
        assertThat(MasterAddress.parse("zk://a:2181,b:2181/mesos/one/"))
                .isEqualTo(new ZooKeeperAddress("a:2181,b:2181", "/mesos/one", Optional.empty()));
        MasterAddress withLogin = MasterAddress.parse("zk://mesos:p@ss:w/rd@a:2181/mesos");
        assertThat(withLogin).isEqualTo(new ZooKeeperAddress("a:2181", "/mesos", Optional.of("mesos:p@ss:w/rd")));
        assertThat(withLogin).hasToString("zk://mesos:…@a:2181/mesos");
    }

    @ParameterizedTest
    @CsvSource({
        "'', there is no host",
        "m, there is no port from 1 to 65535",
        "m:0, there is no port",
        "m:65536, there is no port",
        "'a:1,,b:2', there is no host",
        "ftp://m:5050, 'the scheme is http, https or zk'",
        "http://m:5050/?x, it has a query",
        "'m m:5050', is not the address",
        "file:///etc/mesos/zk, write what the file says instead",
        "zk://a:2181, there is no path",
        "zk://a:2181/, the path '' is not a node",
        "zk://a/mesos, is not host:port",
        "'zk://a:2181,/mesos', is not host:port"
    })
    void refusesOtherTexts(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MasterAddress.parse(text))
                .withMessageContaining(message)
                .withMessageContaining("mesos.master");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://me:hunter2@m:5050",
                "me:hunter2@m:5050",
                "http://me:hunter2,x@m:5050",
                "http://me:x,hunter2@m:5050",
                "m:5050,http://me:x,hunter2,x@m:5050",
                "ZK://me:hunter2,x@a:2181/mesos",
                "file:///me:hunter2@a",
                "zk://hunter2@a:2181/mesos",
                "zk://me:hunter2@a/mesos",
                "zk://me:hunter2@a:2181"
            })
    void neverRepeatsAPassword(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MasterAddress.parse(text))
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("hunter2"));
    }

    @Test
    void hidesSecretsOfCredentials() {
        Credentials credentials = Credentials.of("alice", "hunter2");

        assertThat(credentials).hasToString("principal 'alice' with a secret");
        assertThat(ClientOptions.DEFAULT.withCredentials(credentials).toString())
                .doesNotContain("hunter2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.of("a:b", "hunter2"))
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("hunter2"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.of("alice", "hunter2\n"))
                .withMessageContaining("mesos.resourcemanager.framework.secret")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("hunter2"));
    }
}
