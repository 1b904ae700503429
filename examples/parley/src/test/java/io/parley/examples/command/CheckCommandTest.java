package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.environment.AdmissionCheck;
import io.parley.api.environment.ResourceTranslator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    @TempDir
    private Path directory;

    private Run paper() throws IOException {
        PluginFolder folder = new PluginFolder(directory)
                .register(ResourceTranslator.class, PaperTranslator.class.getName())
                .register(AdmissionCheck.class, PaperCheck.class.getName());
        return Run.PARLEY.finding(folder::discover);
    }

    private Run.Result check(String size) throws IOException {
        return paper().run("check", "--environment", "paper", "-D", "jobmanager.memory.process.size=" + size);
    }

    @Test
    void admitsWithTheReasons() throws IOException {
        // 640 MiB are the least that leave a heap.
        Run.Result result = check("640m");
        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("""

                ADMIT  A process on paper.
                  ADMIT  The paper has its strength. Asked 640 MiB (671088640 bytes), available 700 MiB (734003200 bytes).
                         Fold it.
                """);
    }

    @Test
    void saysThatItWillNeverFitAndWhatWould() throws IOException {
        Run.Result result = check("1600m");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("It never fits like this; the lines marked NEVER tell why.\n");
        assertThat(result.out()).startsWith("""
                        JobManager on paper, Flink 2.3.0: 1600 MiB, led by Total Process Memory

                        NEVER  A process on paper.
                        """).contains("""
                          ADMIT  The largest plan of this configuration that would fit has a Total Process Memory of 1024 \
                        MiB (1073741824 bytes).
                                 Set jobmanager.memory.process.size to 1024m.
                        """);
    }

    @Test
    void saysThatItDoesNotFitNow() throws IOException {
        Run.Result result = check("1g");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("It does not fit now; the lines marked WAIT tell why.\n");
        assertThat(result.out())
                .contains("WAIT   A process on paper.\n")
                .contains("would start now has a Total Process Memory of 700 MiB");
    }

    @Test
    void givesTheTreeAsJson() throws IOException {
        Run.Result result = paper().run(
                        "check",
                        "--environment",
                        "paper",
                        "--format",
                        "json",
                        "-D",
                        "jobmanager.memory.process.size=1600m");
        assertThat(result.out())
                .startsWith("{\n  \"environment\": \"paper\",\n  \"outcome\": \"NEVER\",\n  \"verdict\": {")
                .contains("\"asked\": \"1600 MiB (1677721600 bytes)\"")
                .contains("\"available\": \"1024 MiB (1073741824 bytes)\"")
                .contains("\"key\": \"paper.size\"")
                .contains("\"largest\": {\n    \"key\": \"jobmanager.memory.process.size\",\n    \"size\": 1073741824,")
                .contains("\"totalProcess\": 1677721600")
                .contains("\"totalProcess\": 1073741824");
    }

    @Test
    void hasNoLargestPlanInJsonWhereItIsAdmitted() throws IOException {
        assertThat(paper().run(
                                "check",
                                "--environment",
                                "paper",
                                "--format",
                                "json",
                                "-D",
                                "jobmanager.memory.process.size=640m")
                        .out())
                .contains("\"outcome\": \"ADMIT\"")
                .contains("\"largest\": null");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void neverAdmitsMoreThanThisHostHas() {
        Run.Result result = Run.PARLEY.run("check", "-D", "jobmanager.memory.flink.size=1000000g");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .contains(
                        "NEVER  The physical memory of this host (MemTotal of /proc/meminfo) is smaller than the process.")
                .contains("Lower jobmanager.memory.flink.size to ")
                .contains("The largest plan of this configuration that would fit has a Total Process Memory of ");
    }

    @Test
    void refusesAConfigurationWithoutAPlan() {
        Run.Result result = Run.PARLEY.run("check", "-D", "jobmanager.memory.flink.size=1m");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("Cannot plan the memory of the JobManager: ");
    }

    @Test
    void saysThatAnEnvironmentCannotBeAsked() {
        Run.Result result =
                Run.PARLEY.run("check", "--environment", "mesos", "-D", "jobmanager.memory.process.size=1600m");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).startsWith("Cannot check the environment mesos: ");
    }

    @Test
    @Timeout(60)
    void readsFilesOnlyWhereItIsToldTo() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(
                    directory.resolve("yarn-site.xml"),
                    "<configuration><property><name>yarn.resourcemanager.address</name><value>127.0.0.1:"
                            + silent.getLocalPort() + "</value></property></configuration>");
            Run.Result result = Run.PARLEY
                    .with("HADOOP_CONF_DIR", directory.toString())
                    .run("check", "--offline", "--environment", "yarn", "-D", "jobmanager.memory.process.size=1600m");
            assertThat(result.err()).isEmpty();
            assertThat(result.out())
                    .contains("ADMIT  A JobManager of 1600 MiB, 1 vcore in queue default, as the files in " + directory
                            + " say.")
                    .contains(
                            "Offline: The ResourceManager was not asked. So the nodes and what is in use are not known.");
            silent.setSoTimeout(1);
            assertThatThrownBy(silent::accept).as("nobody calls").isInstanceOf(SocketTimeoutException.class);
        }
        Run.Result host = Run.PARLEY.run("check", "--offline", "-D", "jobmanager.memory.flink.size=1g");
        assertThat(host.status()).isEqualTo(1);
        assertThat(host.err()).startsWith("Cannot check the environment standalone offline: no files describe it.");
    }

    @Test
    void refusesAnUnknownFormat() {
        assertThat(Run.PARLEY.run("check", "--format", "svg").status()).isEqualTo(2);
    }
}
