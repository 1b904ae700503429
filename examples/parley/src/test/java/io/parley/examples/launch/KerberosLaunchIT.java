package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.configuration.Origin;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.yarn.YarnAdmissionCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.io.DataInputByteBuffer;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.security.token.delegation.AbstractDelegationTokenIdentifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Launches on a cluster with Kerberos, from which a JVM cannot come back: it has one of its own. */
@Tag("own-jvm")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class KerberosLaunchIT {

    private static final FlinkVersion FLINK = FlinkVersion.parse("2.3.0");
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String SECRET = "hidden-in-a-key-or-variable";

    private KerberosRealm realm;
    private LaunchTestBed bed;
    private FlinkDistribution helpers;
    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        realm = new KerberosRealm(temporary);
        bed = new LaunchTestBed(realm.settings());
        FlinkDistribution helper = HelperJar.of(temporary, RegistersAndWaits.class);
        helpers = new FlinkDistribution(
                helper.version(), List.of(helper.jars().get(0), YarnLauncherContractIT.loggingOfHadoop()));
    }

    @AfterAll
    void stop() {
        bed.close();
        realm.close();
    }

    private FlinkConfiguration configuration(Map<String, String> keys, Optional<Path> ticketCache) {
        return configuration(FLINK, keys, ticketCache);
    }

    private FlinkConfiguration configuration(
            FlinkVersion version, Map<String, String> keys, Optional<Path> ticketCache) {
        Map<String, String> all = new TreeMap<>(Map.of(
                "yarn.staging-directory",
                realm.settings().get("fs.defaultFS") + "/user/flink",
                "security.kerberos.krb5-conf.path",
                realm.krb5Configuration().toString(),
                "some.secret",
                SECRET));
        all.putAll(keys);
        FlinkConfiguration.Builder builder =
                bed.configuration(version, Map.of()).overlaidWith(all, Origin.PROGRAM).toBuilder();
        ticketCache.ifPresent(file -> builder.environmentVariables(Map.of("KRB5CCNAME", file.toString())));
        return builder.build();
    }

    private Map<String, String> keytab(String principal) {
        return Map.of(
                "security.kerberos.login.keytab",
                realm.keytab().toString(),
                "security.kerberos.login.principal",
                principal);
    }

    /** Does something as somebody who has not logged in; this JVM has, for its daemons. */
    private static <T> T asNobody(PrivilegedExceptionAction<T> action) throws IOException, InterruptedException {
        return UserGroupInformation.createRemoteUser("nobody").doAs(action);
    }

    private LaunchFailedException failure(FlinkConfiguration configuration) throws Exception {
        LaunchRequest request = bed.request(configuration, helpers)
                .entryPoint(EntryPoint.of(RegistersAndWaits.class.getName()))
                .build();
        return asNobody(() -> {
            LaunchFailedException failure = catchThrowableOfType(
                    LaunchFailedException.class, () -> bed.launcher().launch(request, event -> {}));
            assertThat(failure).isNotNull();
            return failure;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.11.6", "2.3.0"})
    void aKeytabLaunchesAJobManagerAndTaskManagersThatLogInWithIt(String version) throws Exception {
        FlinkVersion flink = FlinkVersion.parse(version);
        List<String> said = new ArrayList<>();
        LaunchRequest request = bed.request(
                        configuration(flink, keytab(realm.principal()), Optional.empty()),
                        FlinkDistributions.collected(LaunchTestBed.EXAMPLES, flink))
                .environmentVariable("PARLEY_PASSWORD", SECRET)
                .build();
        said.add(request.toString());
        try (LaunchedProcess process =
                asNobody(() -> bed.launcher().launch(request, event -> said.add(event.toString())))) {
            said.add(process.toString());
            assertThat(said).as("the pre-flight is answered").noneMatch(text -> text.contains("is not known"));
            assertThat(bed.applications())
                    .filteredOn(report -> report.getApplicationId().toString().equals(process.id()))
                    .extracting(report -> report.getUser())
                    .containsExactly("flink");
            FlinkRest rest = new FlinkRest(process.restAddress().orElseThrow());
            assertThat(rest.awaitVersion(LIMIT)).isEqualTo(version);
            assertLoggedInWithTheKeytab(process.id(), "jobmanager.log");
            String job = rest.run(rest.upload(LaunchTestBed.EXAMPLES.tinyJob()), "io.parley.examples.job.TinyJob");
            assertThat(rest.awaitJobEnd(job, LIMIT)).isEqualTo("FINISHED");
            assertLoggedInWithTheKeytab(process.id(), "taskmanager.log");
            Credentials credentials = tokens(process.id());
            assertRenewableByTheResourceManager(credentials);
            assertThat(process.stop(LIMIT).reason()).isEqualTo(ExitReason.COMPLETED);
            assertNoSecretIn(said, credentials);
        }
        assertNothingIsStaged();
    }

    @Test
    void aTicketLaunchesWithTokensInThePlaceOfALogin() throws Exception {
        Path tickets = realm.ticketCache("tickets");
        LaunchRequest request = bed.request(configuration(Map.of(), Optional.of(tickets)), helpers)
                .entryPoint(EntryPoint.of(RegistersAndWaits.class.getName()))
                .build();
        try (LaunchedProcess process = asNobody(() -> bed.launcher().launch(request, event -> {}))) {
            assertThat(bed.applications())
                    .filteredOn(report -> report.getApplicationId().toString().equals(process.id()))
                    .extracting(report -> report.getUser())
                    .containsExactly("flink");
            assertRenewableByTheResourceManager(tokens(process.id()));
            assertThat(bed.yarn().submission(process.id()).getAMContainerSpec().getEnvironment())
                    .doesNotContainKey("_LOCAL_KEYTAB_PATH");
        }
        assertNothingIsStaged();
    }

    @Test
    void aKeytabLogsInAgainWhenItsTicketEnds() throws Exception {
        realm.ticketsLive("12s");
        try (LaunchedProcess process = asNobody(() -> bed.launcher()
                .launch(
                        bed.request(configuration(keytab(realm.principal()), Optional.empty()), helpers)
                                .entryPoint(EntryPoint.of(RegistersAndWaits.class.getName()))
                                .build(),
                        event -> {}))) {
            realm.ticketsLive("1d");
            // The ticket ends, and so does what is connected and idle.
            Thread.sleep(25_000);
            assertThat(process.stop(Duration.ZERO).reason()).isEqualTo(ExitReason.KILLED);
        } finally {
            realm.ticketsLive("1d");
        }
        assertNothingIsStaged();
    }

    @Test
    void aLaunchThatFailsBeforeYarnKnowsOfItLeavesNoToken() throws Exception {
        Map<String, String> keys = new TreeMap<>(keytab(realm.principal()));
        // Refused when everything is staged and the tokens are there.
        keys.put("yarn.tags", "t".repeat(200));
        LaunchRequest request = bed.request(configuration(keys, Optional.empty()), helpers)
                .entryPoint(EntryPoint.of(RegistersAndWaits.class.getName()))
                .build();
        long before = realm.tokens();
        List<Phase> phases = new ArrayList<>();
        asNobody(() -> {
            assertThatThrownBy(() -> bed.launcher().launch(request, event -> phases.add(event.phase())))
                    .hasMessageContaining("t".repeat(200));
            return null;
        });
        assertThat(phases).contains(Phase.STAGE);
        assertThat(realm.tokens()).isEqualTo(before);
        assertNothingIsStaged();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theCheckLogsInAsALaunchDoes(boolean hasKeytab) throws Exception {
        FlinkConfiguration configuration = hasKeytab
                ? configuration(keytab(realm.principal()), Optional.empty())
                : configuration(Map.of(), Optional.of(realm.ticketCache("tickets-of-the-check")));
        LaunchRequest request = bed.request(configuration, helpers).build();
        assertThat(asNobody(() -> new YarnAdmissionCheck().check(request.requirements(), configuration))
                        .verdict()
                        .explain())
                .startsWith(
                        "ADMIT  A JobManager of 1600 MiB, 1 vcore in queue root.default, as the ResourceManager at ")
                .contains("Queue root.default takes applications of flink.");
    }

    @Test
    void aCheckWithoutATicketIsDoneByFilesAndSaysWhy() throws Exception {
        FlinkConfiguration configuration = configuration(Map.of(), Optional.of(folder.resolve("none")));
        LaunchRequest request = bed.request(configuration, helpers).build();
        assertThat(asNobody(() -> new YarnAdmissionCheck().check(request.requirements(), configuration))
                        .verdict()
                        .explain())
                .contains("Offline: ", "nobody has no ticket in " + folder.resolve("none"), "Run kinit");
    }

    @Test
    void withoutATicketItIsToldHowToGetOne() throws Exception {
        Path missing = folder.resolve("no-tickets");
        assertThat(failure(configuration(Map.of(), Optional.of(missing))))
                .hasMessage("Cannot launch on the cluster of HADOOP_CONF_DIR="
                        + bed.yarn().confDirectory() + ", which wants Kerberos: nobody has no ticket in " + missing
                        + " that is valid now; it is missing or has expired. Run kinit, or set"
                        + " security.kerberos.login.keytab and security.kerberos.login.principal.");
    }

    @Test
    void aTicketThatHasExpiredIsNone() throws Exception {
        Path expired = realm.expiredTicketCache("expired-tickets");
        assertThat(failure(configuration(Map.of(), Optional.of(expired))))
                .hasMessageContaining("no ticket in " + expired + " that is valid now; it is missing or has expired");
    }

    @Test
    void aTicketCacheThatIsSwitchedOffIsNotLookedAt() throws Exception {
        Path tickets = realm.ticketCache("unused-tickets");
        assertThat(failure(configuration(
                        Map.of("security.kerberos.login.use-ticket-cache", "false"), Optional.of(tickets))))
                .hasMessageContaining("security.kerberos.login.use-ticket-cache is false, and there is no keytab.");
    }

    @Test
    void aPrincipalThatTheKeytabDoesNotHoldIsNamed() throws Exception {
        String stranger = "stranger@" + realm.principal().replaceAll(".*@", "");
        assertThat(failure(configuration(keytab(stranger), Optional.empty())))
                .hasMessageContainingAll(
                        "Cannot log in to the cluster of HADOOP_CONF_DIR=",
                        " as " + stranger + " with the keytab " + realm.keytab() + ": ",
                        "Correct security.kerberos.login.principal or security.kerberos.login.keytab");
    }

    private Credentials tokens(String applicationId) throws IOException {
        ByteBuffer tokens =
                bed.yarn().submission(applicationId).getAMContainerSpec().getTokens();
        DataInputByteBuffer in = new DataInputByteBuffer();
        in.reset(tokens.duplicate());
        Credentials credentials = new Credentials();
        credentials.readTokenStorageStream(in);
        return credentials;
    }

    /** An application whose tokens the ResourceManager cannot renew does not get to run. */
    private void assertRenewableByTheResourceManager(Credentials credentials) throws IOException {
        List<Token<?>> ofFileSystem = new ArrayList<>();
        for (Token<?> token : credentials.getAllTokens()) {
            if (token.getKind().toString().equals("HDFS_DELEGATION_TOKEN")) {
                ofFileSystem.add(token);
            }
        }
        assertThat(ofFileSystem).hasSize(1);
        AbstractDelegationTokenIdentifier identifier =
                (AbstractDelegationTokenIdentifier) ofFileSystem.get(0).decodeIdentifier();
        assertThat(identifier.getOwner().toString()).isEqualTo(realm.principal());
        assertThat(identifier.getRenewer().toString()).isEqualTo("yarn");
    }

    private void assertLoggedInWithTheKeytab(String applicationId, String log) {
        assertThat(Secrets.logs(bed.yarn().workDirectory()).stream()
                        .filter(file -> file.toString().contains(applicationId) && file.endsWith(log))
                        .map(Secrets::read)
                        .findFirst()
                        .orElseThrow())
                .contains("org.apache.flink.runtime.security.modules.HadoopModule")
                .containsPattern("Hadoop user set to " + realm.principal() + " \\(auth:KERBEROS\\)");
    }

    private void assertNoSecretIn(List<String> said, Credentials credentials) throws IOException {
        List<String> secrets = new ArrayList<>(List.of(
                SECRET,
                Base64.getEncoder()
                        .encodeToString(Files.readAllBytes(realm.keytab()))
                        .substring(0, 40)));
        for (Token<?> token : credentials.getAllTokens()) {
            secrets.addAll(Secrets.of(token));
        }
        assertThat(Secrets.logs(bed.yarn().workDirectory())).hasSizeGreaterThan(3);
        Secrets.assertNoneInLogs(bed.yarn().workDirectory(), secrets);
        assertThat(String.join("\n", said)).doesNotContain(secrets);
    }

    private void assertNothingIsStaged() throws Exception {
        bed.assertNothingLeft();
        FileStatus[] left = realm.fileSystem().listStatus(new org.apache.hadoop.fs.Path("/user/flink/.flink"));
        assertThat(left).isEmpty();
    }
}
