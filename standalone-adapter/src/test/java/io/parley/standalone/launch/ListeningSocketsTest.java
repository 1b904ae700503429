package io.parley.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListeningSocketsTest {

    private static final long OWN = ProcessHandle.current().pid();
    private static final String HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt" + "   uid  timeout inode\n";

    @TempDir
    private Path proc;

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::1"})
    @EnabledOnOs(OS.LINUX)
    void tellsWhoListensOnThisHost(String address) throws Exception {
        Process other = new ProcessBuilder("sleep", "60").start();
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            port = socket.getLocalPort();
            assertThat(ListeningSockets.OF_THIS_HOST.isListening(OWN, port)).contains(true);
            assertThat(ListeningSockets.OF_THIS_HOST.isListening(other.pid(), port))
                    .contains(false);
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertThat(ListeningSockets.OF_THIS_HOST.isListening(OWN, port)).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aConnectionIsNoListening() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(socket.getInetAddress(), socket.getLocalPort())) {
            assertThat(ListeningSockets.OF_THIS_HOST.isListening(OWN, client.getLocalPort()))
                    .isEmpty();
        }
    }

    private void table(String file, String... lines) throws IOException {
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(proc.resolve("net").resolve(file), HEADER + String.join("\n", lines) + "\n");
    }

    private static String line(String local, String state, long inode) {
        return "   0: " + local + " 00000000:0000 " + state + " 00000000:00000000 00:00000000 00000000  1000        0 "
                + inode + " 1 0000000000000000 100 0 0 10 0";
    }

    private void descriptor(long pid, int number, String target) throws IOException {
        Path folder = Files.createDirectories(proc.resolve(Long.toString(pid)).resolve("fd"));
        Files.createSymbolicLink(folder.resolve(Integer.toString(number)), Path.of(target));
    }

    @Test
    void findsASocketByItsInodeAmongThoseThatListen() throws IOException {
        table("tcp", line("0100007F:1F91", "0A", 11), line("0100007F:1F90", "01", 12));
        table("tcp6", line("00000000000000000000000001000000:1F90", "0A", 13));
        descriptor(OWN, 0, "/dev/null");
        descriptor(OWN, 1, "socket:[12]");
        ListeningSockets sockets = new ListeningSockets(proc);
        assertThat(sockets.isListening(OWN, 8080)).contains(false);
        descriptor(OWN, 2, "socket:[13]");
        assertThat(sockets.isListening(OWN, 8080)).contains(true);
        assertThat(sockets.isListening(OWN, 8081)).contains(false);
        assertThat(sockets.isListening(OWN, 8082)).isEmpty();
    }

    @Test
    void aSystemThatDoesNotTellLeavesItOpen() throws IOException {
        ListeningSockets sockets = new ListeningSockets(proc);
        assertThat(sockets.isListening(OWN, 8080)).isEmpty();
    }

    @Test
    void aProcessThatHasEndedListensNowhere() throws IOException {
        table("tcp", line("0100007F:1F90", "0A", 11));
        assertThat(new ListeningSockets(proc).isListening(OWN, 8080)).contains(false);
    }
}
