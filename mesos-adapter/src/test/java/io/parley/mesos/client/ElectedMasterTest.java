package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.mesos.v1.Protos.MasterInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElectedMasterTest {

    static final String RECORDED =
            "{\"id\":\"649ecdde\",\"ip\":16777343,\"port\":5050,\"pid\":\"master@127.0.0.1:5050\","
                    + "\"hostname\":\"localhost\",\"version\":\"1.12.0\",\"address\":{\"hostname\":\"localhost\","
                    + "\"ip\":\"127.0.0.1\",\"port\":5050},\"capabilities\":[{\"type\":\"QUOTA_V2\"}]}";

    @Test
    void takesTheLowestNumberWhateverItsName() {
        assertThat(ElectedMaster.leader(
                        List.of("log_replicas", "json.info_0000000012", "json.info_0000000009", "info_0000000010")))
                .contains("json.info_0000000009");
        assertThat(ElectedMaster.leader(List.of("info_0000000002", "json.info_0000000010")))
                .contains("info_0000000002");
        assertThat(ElectedMaster.leader(List.of("log_replicas", "json.info_", "xinfo_1")))
                .isEmpty();
        assertThat(ElectedMaster.leader(List.of("json.info_2147483648", "json.info_9999999999")))
                .contains("json.info_2147483648");
    }

    @Test
    void readsJsonAndProtobuf() throws Exception {
        assertThat(ElectedMaster.endpoint("json.info_1", json(RECORDED), "http"))
                .hasToString("http://127.0.0.1:5050/api/v1/scheduler");
        assertThat(ElectedMaster.endpoint("json.info_1", json(RECORDED), "https"))
                .hasToString("https://localhost:5050/api/v1/scheduler");
        byte[] old = MasterInfo.newBuilder()
                .setId("m")
                .setIp(0x0100007f)
                .setPort(5051)
                .build()
                .toByteArray();
        assertThat(ElectedMaster.endpoint("info_1", old, "http")).hasToString("http://127.0.0.1:5051/api/v1/scheduler");
        assertThat(ElectedMaster.endpoint(
                        "json.info_1",
                        json("{\"id\":\"m\",\"ip\":0,\"port\":1,\"address\":{\"ip\":\"::1\",\"port\":5050}}"),
                        "http"))
                .hasToString("http://[::1]:5050/api/v1/scheduler");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "not json",
                "{\"id\":\"m\",\"ip\":0,\"port\":5050}",
                "{\"id\":\"m\",\"ip\":1,\"port\":0}",
                "{\"id\":\"m\",\"ip\":1,\"port\":70000}",
                "{\"id\":\"m\",\"ip\":0,\"port\":1,\"address\":{\"hostname\":\"a b\",\"port\":1}}"
            })
    void refusesWhatNamesNoMaster(String data) {
        assertThatIOException().isThrownBy(() -> ElectedMaster.endpoint("json.info_1", json(data), "http"));
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
