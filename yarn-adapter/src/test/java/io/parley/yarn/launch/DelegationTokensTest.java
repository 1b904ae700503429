package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.LaunchFailedException;
import java.io.IOException;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which tokens are obtained, and that none is left when a launch fails before YARN knows of it. */
class DelegationTokensTest {

    private final Configuration hadoop = new Configuration(false);

    @BeforeEach
    void forget() {
        CountedTokens.CANCELLED.clear();
        hadoop.set("fs.tokens.impl", TokenFileSystem.class.getName());
        hadoop.setBoolean("fs.tokens.impl.disable.cache", true);
        hadoop.set("fs.file.impl", "org.apache.hadoop.fs.LocalFileSystem");
        hadoop.set("yarn.resourcemanager.principal", "yarn/localhost@REALM");
    }

    private DelegationTokens obtain(String fileSystems) throws IOException {
        KerberosOptions kerberos = LaunchOptions.of(
                        FlinkConfiguration.of(Map.of("security.kerberos.access.hadoopFileSystems", fileSystems)),
                        FlinkVersion.parse("2.3.0"))
                .kerberos();
        return DelegationTokens.obtain(hadoop, kerberos, StagedFiles.none());
    }

    @Test
    void whatWasObtainedIsCancelledOnce() throws IOException {
        DelegationTokens tokens = obtain("tokens://one/;tokens://unwilling/;tokens://two/");
        assertThat(tokens.credentials().numberOfTokens()).isEqualTo(3);
        assertThat(tokens).hasToString("3 tokens obtained, 3 in all");
        tokens.cancel();
        tokens.cancel();
        assertThat(CountedTokens.CANCELLED).containsExactly("one", "two");
    }

    @Test
    void aFileSystemThatGivesNoneLeavesNoneOfTheOthers() {
        assertThatThrownBy(() -> obtain("tokens://one/;tokens://closed/"))
                .isInstanceOf(LaunchFailedException.class)
                .hasMessage(
                        "Cannot obtain a delegation token of tokens://closed/: It gives no tokens. Check that it runs"
                                + " and that the user may use it.");
        assertThat(CountedTokens.CANCELLED).containsExactly("one");
    }

    @Test
    void aFileSystemThatFailsHalfwayLeavesNoneOfItsOwn() {
        assertThatThrownBy(() -> obtain("tokens://one/;tokens://halfway/")).isInstanceOf(LaunchFailedException.class);
        assertThat(CountedTokens.CANCELLED).containsExactly("one", "halfway");
    }

    @Test
    void whoIsInterruptedMeanwhileLeavesNoneAndStaysInterrupted() {
        assertThatThrownBy(() -> obtain("tokens://one/;tokens://cancelled/")).isInstanceOf(LaunchFailedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(CountedTokens.CANCELLED).containsExactly("one");
    }

    @Test
    void tokensThatTheUserHadStay() throws Exception {
        UserGroupInformation user = UserGroupInformation.createRemoteUser("ann");
        user.addToken(new Token<>(new byte[] {1}, new byte[] {2}, CountedTokens.KIND, new Text("one")));
        user.doAs((PrivilegedExceptionAction<Void>) () -> {
            DelegationTokens tokens = obtain("tokens://one/;tokens://two/");
            assertThat(tokens.credentials().numberOfTokens()).isEqualTo(2);
            tokens.cancel();
            return null;
        });
        assertThat(CountedTokens.CANCELLED).containsExactly("two");
    }
}
