package io.parley.mesos.marathon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule refuses an app in which one thing is changed. */
class AppRulesTest {

    private static final String APP = """
            {"id":"/flink/jobmanager","instances":1,"cpus":1.0,"mem":1600,"disk":0,"gpus":1,"args":["java","Main"],
             "env":{"FLINK_HOME":"/opt/flink"},"fetch":[{"uri":"https://repo/flink.tgz"}],
             "portDefinitions":[{"port":31000,"protocol":"tcp","name":"rest-port"},
                                {"port":31001,"protocol":"tcp","name":"rpc-port"}],
             "requirePorts":true,"constraints":[["rack","CLUSTER","r1"],["hostname","UNIQUE"],["zone","LIKE","a|b"]],
             "labels":{"PARLEY_WITHHELD":"s3.secret-key"},
             "container":{"type":"MESOS","docker":{"image":"flink","forcePullImage":false,
                 "parameters":[{"key":"a","value":"b"}]},
                 "volumes":[{"containerPath":"/a","hostPath":"/b","mode":"RO"}]},
             "taskKillGracePeriodSeconds":10,
             "upgradeStrategy":{"minimumHealthCapacity":0,"maximumOverCapacity":0}}""";

    @Test
    void acceptsAnAppThatKeepsThem() {
        assertThatNoException().isThrownBy(() -> AppRules.checked(APP));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "\"instances\":1~\"instances\":-1",
                "\"instances\":1~\"instances\":1.5",
                "/flink/jobmanager~flink/jobmanager",
                "/flink/jobmanager~/",
                "/flink/jobmanager~/Flink",
                "/flink/jobmanager~/flink/-x",
                "\"cpus\":1.0~\"cpus\":0",
                "\"mem\":1600~\"mem\":-1",
                "\"mem\":1600~\"mem\":\"1600\"",
                "\"disk\":0~\"disk\":-1",
                "\"gpus\":1~\"gpus\":0.5",
                "\"args\":[\"java\",\"Main\"]~\"cmd\":\"\"",
                "\"args\":[\"java\",\"Main\"]~\"args\":[\"a\"],\"cmd\":\"a\"",
                "\"args\":[\"java\",\"Main\"],~``",
                "\"args\":[\"java\",\"Main\"]~\"args\":[1]",
                "FLINK_HOME~FLINK-HOME",
                "\"/opt/flink\"~1",
                "https://repo/flink.tgz~``",
                "\"uri\":~\"url\":",
                "\"port\":31000~\"port\":65536",
                "\"port\":31000~\"port\":31001",
                "\"tcp\"~\"http\"",
                "rest-port~rest_port",
                "rest-port~rpc-port",
                "\"requirePorts\":true~\"requirePorts\":\"true\"",
                "CLUSTER~IS",
                "\"CLUSTER\",\"r1\"~\"CLUSTER\"",
                "\"UNIQUE\"~\"UNIQUE\",\"1\"",
                "\"UNIQUE\"~\"GROUP_BY\",\"x\"",
                "a|b~(",
                "[\"hostname\",\"UNIQUE\"]~[\"rack\",\"CLUSTER\",\"r1\"]",
                "PARLEY_WITHHELD~MARATHON_X",
                "\"s3.secret-key\"~1",
                "\"type\":\"MESOS\"~\"type\":\"DOCKER\"",
                "\"type\":\"MESOS\"~\"type\":\"LXC\"",
                "\"image\":\"flink\"~\"image\":\"\"",
                "\"forcePullImage\":false~\"forcePullImage\":0",
                "\"key\":\"a\"~\"name\":\"a\"",
                "\"hostPath\":\"/b\",~``",
                "\"containerPath\":\"/a\"~\"containerPath\":\"\"",
                "\"RO\"~\"RX\"",
                "\"taskKillGracePeriodSeconds\":10~\"taskKillGracePeriodSeconds\":-10",
                "\"minimumHealthCapacity\":0~\"minimumHealthCapacity\":2",
                "\"disk\":0~\"disk\":0,\"disk\":0",
                "\"disk\":0~\"disks\":0"
            })
    void refuseWhatMarathonDoes(String part, String other) {
        String changed = APP.replace(part, other == null ? "" : other);

        assertThat(changed).isNotEqualTo(APP);
        assertThatThrownBy(() -> AppRules.checked(changed)).isNotNull();
    }
}
