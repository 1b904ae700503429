package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.configuration.Origin;
import io.parley.api.launch.FlinkDistribution;
import io.parley.yarn.launch.StagedFile.Purpose;
import io.parley.yarn.launch.StagedFiles.LocalizedKeytab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where files lie, under which names containers find them, and who shares them; on a local file system. */
class ApplicationStagingTest {

    private static final String APPLICATION = "application_1_0001";

    @TempDir
    Path folder;

    private final Configuration hadoop = new Configuration(false);
    private FlinkDistribution distribution;

    @BeforeEach
    void makeFiles() throws IOException {
        hadoop.set("fs.defaultFS", "file:///");
        // Another name for the same file system, as one that containers share.
        hadoop.set("fs.shared.impl", SharedFileSystem.class.getName());
        distribution = new FlinkDistribution(
                FlinkVersion.parse("2.3.0"), List.of(write("flink/flink-runtime.jar"), write("flink/flink-yarn.jar")));
    }

    private Path write(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, name);
    }

    private ApplicationStaging open(Map<String, String> entries) {
        FlinkConfiguration configuration = FlinkConfiguration.builder()
                .set("yarn.staging-directory", folder.resolve("staging").toUri().toString())
                .build()
                .overlaidWith(entries, Origin.PROGRAM);
        return ApplicationStaging.open(hadoop, configuration, distribution, APPLICATION);
    }

    private StagedFiles stage(Map<String, String> entries, Path... files) {
        return open(entries).stage(distribution, List.of(files), Map.of("a.secret", "hidden"));
    }

    private static List<String> keys(StagedFiles staged) {
        return staged.files().stream().map(StagedFile::key).toList();
    }

    private static StagedFile file(StagedFiles staged, String key) {
        return staged.files().stream()
                .filter(file -> file.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void filesAreTheirOwnersAndGoTogether() throws IOException {
        ApplicationStaging staging = open(Map.of());
        StagedFiles staged = staging.stage(distribution, List.of(), Map.of("a.secret", "hidden"));
        Path directory = folder.resolve("staging").resolve(".flink").resolve(APPLICATION);
        assertThat(Files.getPosixFilePermissions(directory)).hasSize(3);
        assertThat(Files.getPosixFilePermissions(directory.resolve("config.yaml")))
                .hasSize(2);
        assertThat(staged.toString()).doesNotContain("hidden");
        staging.delete();
        assertThat(directory).doesNotExist();
        staging.delete();
    }

    @Test
    void twoFilesOfOneNameAreRefused() throws IOException {
        Path one = write("one/a.txt");
        Path other = write("other/a.txt");
        assertThatThrownBy(() -> stage(Map.of(), one, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Two files to ship are both named \"a.txt\". Rename one.");
    }

    @Test
    void foldersAreShippedUnderTheirNamesAndArchivesAreUnpacked() throws IOException {
        write("conf/deep/a.xml");
        write("conf/b.jar");
        write("plugins/s3/s3.jar");
        Path archive = write("data.zip");
        StagedFiles staged = stage(Map.of(
                "yarn.ship-files",
                folder.resolve("conf") + ";" + folder.resolve("plugins"),
                "yarn.ship-archives",
                archive.toString()));
        assertThat(keys(staged))
                .containsExactlyInAnyOrder(
                        "lib/flink-runtime.jar",
                        "lib/flink-yarn.jar",
                        "conf/deep/a.xml",
                        "conf/b.jar",
                        "plugins/s3/s3.jar",
                        "data.zip",
                        "log4j.properties",
                        "config.yaml");
        assertThat(file(staged, "data.zip").resource().getType()).isEqualTo(LocalResourceType.ARCHIVE);
        assertThat(file(staged, "conf/b.jar").resource().getType()).isEqualTo(LocalResourceType.FILE);
        assertThat(staged.classPath(UserJarPlace.ORDER))
                .containsExactly(".", "conf/deep", "lib/flink-runtime.jar", "lib/flink-yarn.jar", "conf/b.jar");
        assertThat(staged.distributionJar().orElseThrow().key()).isEqualTo("lib/flink-yarn.jar");
    }

    @Test
    void whatLiesOnTheClusterIsUsedWhereItIs() throws IOException {
        Path shared = write("there/a.txt");
        StagedFiles staged = stage(Map.of("yarn.ship-files", "shared:" + shared));
        assertThat(file(staged, "a.txt").path().toString()).isEqualTo("shared:" + shared);
        assertThatThrownBy(() -> stage(Map.of("yarn.ship-files", "shared:" + folder.resolve("none"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot use yarn.ship-files: there is no \"shared:" + folder.resolve("none")
                        + "\". Correct the path.");
    }

    @Test
    void providedFlinkIsEverybodysWhereEverybodyMayReadItAllTheWayUp() throws IOException {
        // The temporary folder of a test is its owner's alone.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        write("provided/lib/flink-dist-2.3.0.jar");
        Path closed = write("provided/lib/own.jar");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rw-------"));
        write("closed/plugins/s3.jar");
        Files.setPosixFilePermissions(folder.resolve("closed"), PosixFilePermissions.fromString("rwxr-x---"));
        StagedFiles staged = stage(Map.of(
                "yarn.provided.lib.dirs",
                folder.resolve("provided/lib") + ";"
                        + folder.resolve("closed/plugins").toUri()));
        assertThat(keys(staged))
                .containsExactlyInAnyOrder(
                        "lib/flink-dist-2.3.0.jar", "lib/own.jar", "plugins/s3.jar", "log4j.properties", "config.yaml");
        assertThat(file(staged, "lib/flink-dist-2.3.0.jar").kind().visibility())
                .isEqualTo(LocalResourceVisibility.PUBLIC);
        assertThat(file(staged, "lib/own.jar").kind().visibility()).isEqualTo(LocalResourceVisibility.PRIVATE);
        assertThat(file(staged, "plugins/s3.jar").kind().visibility()).isEqualTo(LocalResourceVisibility.PRIVATE);
        assertThat(file(staged, "config.yaml").kind().visibility()).isEqualTo(LocalResourceVisibility.APPLICATION);
        assertThat(staged.classPath(UserJarPlace.ORDER))
                .containsExactly(".", "lib/flink-dist-2.3.0.jar", "lib/own.jar");
        assertThat(staged.distributionJar().orElseThrow().key()).isEqualTo("lib/flink-dist-2.3.0.jar");
        assertThat(folder.resolve("staging/.flink/" + APPLICATION + "/lib")).doesNotExist();
    }

    @Test
    void providedFoldersWithoutFlinkAreRefused() throws IOException {
        write("provided/lib/other.jar");
        assertThatThrownBy(() -> stage(Map.of(
                        "yarn.provided.lib.dirs", folder.resolve("provided/lib").toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot use yarn.provided.lib.dirs: there is no flink-dist or flink-yarn jar in "
                        + folder.resolve("provided/lib")
                        + ", and no jar is taken from this machine beside such folders. Name those with all of Flink's"
                        + " jars, or remove the key.");
    }

    @Test
    void providedFoldersOfThisMachineAreRefusedWhereTheClusterHasAnother() throws IOException {
        write("provided/lib/flink-dist-2.3.0.jar");
        hadoop.set("fs.defaultFS", "shared:///");
        String provided = folder.resolve("provided/lib").toUri().toString();
        assertThatThrownBy(() -> stage(Map.of("yarn.provided.lib.dirs", provided)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("yarn.provided.lib.dirs", provided.substring(7, 20), "shared:/");
    }

    @Test
    void theJarOfAnApplicationStandsWhereItsPlaceSays() throws IOException {
        Path jar = write("app/job.jar");
        Map<String, String> keys = Map.of(
                "execution.target",
                "yarn-application",
                "pipeline.jars",
                jar.toUri().toString());
        StagedFiles staged = stage(keys);
        assertThat(file(staged, "job.jar").purpose()).isEqualTo(Purpose.APPLICATION);
        assertThat(staged.classPath(UserJarPlace.FIRST)).startsWith("job.jar");
        assertThat(staged.classPath(UserJarPlace.LAST)).endsWith("job.jar");
        open(Map.of()).delete();
        Map<String, String> apartKeys = new TreeMap<>(keys);
        apartKeys.put("yarn.classpath.include-user-jar", "disabled");
        StagedFiles apart = stage(apartKeys);
        assertThat(keys(apart)).contains("usrlib/job.jar").doesNotContain("job.jar");
        assertThat(apart.classPath(UserJarPlace.DISABLED)).doesNotContain("usrlib/job.jar");
    }

    @Test
    void aJarWithAllOfFlinkReplacesTheDistributionsOwn() throws IOException {
        distribution = new FlinkDistribution(
                FlinkVersion.parse("2.3.0"),
                List.of(write("flink/flink-dist-2.3.0.jar"), write("flink/flink-table.jar")));
        Path own = write("patched/flink-dist-2.3.0-patched.jar");
        StagedFiles staged = stage(Map.of("yarn.flink-dist-jar", own.toString()));
        assertThat(keys(staged))
                .containsExactlyInAnyOrder(
                        "lib/flink-dist-2.3.0-patched.jar", "lib/flink-table.jar", "log4j.properties", "config.yaml");
        assertThat(staged.distributionJar().orElseThrow().key()).isEqualTo("lib/flink-dist-2.3.0-patched.jar");
        open(Map.of()).delete();
        StagedFiles shared = stage(Map.of("yarn.flink-dist-jar", "shared:" + own));
        assertThat(file(shared, "lib/flink-dist-2.3.0-patched.jar").path().toString())
                .isEqualTo("shared:" + own);
    }

    @Test
    void providedUserLibrariesAreTheApplicationsJars() throws IOException {
        write("there/usrlib/job.jar");
        write("there/usrlib/deep/data.txt");
        StagedFiles staged = stage(Map.of(
                "yarn.provided.usrlib.dir",
                folder.resolve("there/usrlib").toUri().toString()));
        assertThat(keys(staged)).contains("usrlib/job.jar", "usrlib/deep/data.txt");
        assertThat(file(staged, "usrlib/job.jar").purpose()).isEqualTo(Purpose.APPLICATION);
        assertThat(file(staged, "usrlib/job.jar").path().toString())
                .isEqualTo("file:" + folder.resolve("there/usrlib/job.jar"));
        assertThat(staged.classPath(UserJarPlace.FIRST)).startsWith("usrlib/job.jar");
        assertThat(staged.classPath(UserJarPlace.ORDER))
                .endsWith("usrlib/job.jar")
                .doesNotContain("usrlib/deep/data.txt");
        assertThat(staged.classPath(UserJarPlace.DISABLED)).noneMatch(entry -> entry.startsWith("usrlib"));
        hadoop.set("fs.defaultFS", "shared:///");
        String local = folder.resolve("there/usrlib").toUri().toString();
        open(Map.of()).delete();
        assertThatThrownBy(() -> stage(Map.of("yarn.provided.usrlib.dir", local)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("Cannot use yarn.provided.usrlib.dir", "is on this machine");
    }

    @Test
    void kerberosComesWithItsFilesAndOnlyItsOwnerMayReadThem() throws IOException {
        Path keytab = write("user.keytab");
        Path krb5 = write("etc/krb5.conf");
        StagedFiles staged = stage(Map.of(
                "security.kerberos.login.keytab",
                keytab.toString(),
                "security.kerberos.login.principal",
                "user@REALM",
                "yarn.security.kerberos.localized-keytab-path",
                "keys/mine",
                "security.kerberos.krb5-conf.path",
                krb5.toString()));
        assertThat(staged.keytab()).contains(new LocalizedKeytab("user@REALM", "keys/mine"));
        assertThat(staged.security("keys/mine")).isPresent();
        assertThat(Files.getPosixFilePermissions(Path.of(staged.security("keys/mine")
                        .orElseThrow()
                        .path()
                        .toUri()
                        .getPath())))
                .hasSize(2);
        assertThat(staged.classPath(UserJarPlace.ORDER)).noneMatch(entry -> entry.startsWith("keys"));
        Map<String, String> variables = FlinkVariables.ofKerberos(staged);
        assertThat(variables)
                .containsEntry("_LOCAL_KEYTAB_PATH", "keys/mine")
                .containsEntry("_KEYTAB_PRINCIPAL", "user@REALM")
                .containsKeys("_REMOTE_KEYTAB_PATH", "_KRB5_PATH");
        assertThat(FlinkVariables.ofMaster(FlinkVersion.parse("2.3.0"), staged).get("_CLIENT_SHIP_FILES"))
                .contains("config.yaml")
                .doesNotContain("keys/mine", "krb5");
    }

    @Test
    void aKeytabThatIsOnItsHostsIsNotShipped() throws IOException {
        Path keytab = write("user.keytab");
        StagedFiles staged = stage(Map.of(
                "security.kerberos.login.keytab", keytab.toString(),
                "security.kerberos.login.principal", "user@REALM",
                "yarn.security.kerberos.ship-local-keytab", "false",
                "yarn.security.kerberos.localized-keytab-path", "/etc/user.keytab"));
        assertThat(staged.files()).noneMatch(file -> file.purpose() == Purpose.SECURITY);
        assertThat(FlinkVariables.ofKerberos(staged))
                .isEqualTo(Map.of("_LOCAL_KEYTAB_PATH", "/etc/user.keytab", "_KEYTAB_PRINCIPAL", "user@REALM"));
    }

    @Test
    void aFailureInTheMiddleLeavesNothingOnceItIsDeleted() throws IOException {
        ApplicationStaging staging = open(Map.of());
        Path gone = folder.resolve("gone.txt");
        assertThatThrownBy(() -> staging.stage(distribution, List.of(gone), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot ship " + gone
                        + ": it is no readable file. Correct the path, or name the files of a folder.");
        staging.delete();
        try (Stream<Path> left = Files.list(folder.resolve("staging/.flink"))) {
            assertThat(left).isEmpty();
        }
    }
}
