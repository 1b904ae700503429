package io.parley.examples.mesos.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRequestReaderTest {

    private static final int LINE = 1 << 16;
    private static final int MEBIBYTE = 1 << 20;

    private static HttpRequestReader reader(String text) {
        return new HttpRequestReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static HttpRequest read(String text) throws IOException {
        return reader(text).next().orElseThrow();
    }

    private static String body(HttpRequest request) {
        return new String(request.body(), StandardCharsets.ISO_8859_1);
    }

    private static void refuses(String text, String message) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining(message);
    }

    /** Gives a request whose first line has a number of bytes before its line feed. */
    private static String withFirstLineOf(int bytes) {
        String around = "GET / HTTP/1.1\r";
        return "GET /" + "a".repeat(bytes - around.length()) + " HTTP/1.1\r\n\r\n";
    }

    @Test
    void readsNoLineOfMoreThan64Kibibytes() throws IOException {
        assertThat(read(withFirstLineOf(LINE)).method()).isEqualTo("GET");

        refuses(withFirstLineOf(LINE + 1), "A line of more than 65536 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%d: b\r\n", "a: b\r\n"})
    void readsNoMoreThanTwoHundredHeaders(String header) throws IOException {
        StringBuilder text = new StringBuilder("GET / HTTP/1.1\r\n");
        for (int number = 0; number < 200; number++) {
            text.append(header.replace("%d", Integer.toString(number)));
        }
        assertThat(read(text + "\r\n").method()).isEqualTo("GET");

        refuses(text + "one-more: b\r\n\r\n", "too many");
    }

    @ParameterizedTest
    @ValueSource(strings = {"67108865", "-1", "x", "99999999999"})
    void readsNoBodyOfALengthThatIsNoneOrTooLarge(String length) {
        refuses("POST / HTTP/1.1\r\nContent-Length: " + length + "\r\n\r\n", "Not a length");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4000001", "-1", "g", ""})
    void readsNoChunkOfALengthThatIsNoneOrTooLarge(String length) {
        refuses("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + length + "\r\n", "Not a length");
    }

    @Test
    void readsNoMoreChunksThan64Mebibytes() {
        byte[] head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] chunk = ("100000\r\n" + "a".repeat(MEBIBYTE) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        Repeated endless = new Repeated(head, chunk);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new HttpRequestReader(endless).next())
                .withMessageContaining("A body of more than 67108864 bytes");
        assertThat(endless.given()).isLessThan(66L * chunk.length);
    }

    /** Some bytes once and others again and again. */
    private static final class Repeated extends InputStream {

        private final byte[] head;
        private final byte[] chunk;
        private long given;

        Repeated(byte[] head, byte[] chunk) {
            this.head = head;
            this.chunk = chunk;
        }

        @Override
        public int read() {
            long at = given++;
            return at < head.length ? head[(int) at] : chunk[(int) ((at - head.length) % chunk.length)];
        }

        @Override
        public int read(byte[] into, int from, int length) {
            for (int at = from; at < from + length; at++) {
                into[at] = (byte) read();
            }
            return length;
        }

        long given() {
            return given;
        }
    }

    @Test
    void readsABodyOfChunksWithLengthsInHexadecimal() throws IOException {
        String head = "POST / HTTP/1.1\r\ntransfer-encoding: Chunked\r\n\r\n";
        String chunks = "b\r\nhello world\r\n1\r\n!\r\n0\r\n\r\n";
        HttpRequestReader reader = reader(head + chunks + "GET /next HTTP/1.1\r\n\r\n");

        assertThat(body(reader.next().orElseThrow())).isEqualTo("hello world!");
        assertThat(reader.next().orElseThrow().path()).isEqualTo("/next");
    }

    @Test
    void readsOneRequestAfterTheOtherUntilTheEnd() throws IOException {
        HttpRequestReader reader =
                reader("\r\nPOST /a HTTP/1.1\r\nContent-Length:  3 \r\n\r\nabc\r\n\nGET /b HTTP/1.1\n\n");

        assertThat(body(reader.next().orElseThrow())).isEqualTo("abc");
        assertThat(reader.next().orElseThrow().path()).isEqualTo("/b");
        assertThat(reader.next()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.1, x, true",
        "GET / HTTP/1.1, Close, false",
        "GET / HTTP/1.1, close, false",
        "GET / HTTP/1.0, x, false"
    })
    void tellsWhetherAnotherRequestMayFollow(String line, String connection, boolean keepsAlive) throws IOException {
        HttpRequestReader reader = reader(line + "\r\nConnection: " + connection + "\r\n\r\n");

        assertThat(reader.next()).isPresent();
        assertThat(reader.keepsAlive()).isEqualTo(keepsAlive);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1",
                "GET / HTTP/1.1\r\n",
                "GET / HTTP/1.1\r\na: b\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
            })
    void takesNoRequestThatEndsEarly(String text) throws IOException {
        HttpRequestReader reader = reader(text);
        if (text.contains("\n")) {
            assertThatExceptionOfType(EOFException.class).isThrownBy(reader::next);
        } else {
            assertThat(reader.next()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /", "GET / HTTP/2", "GET / / HTTP/1.1", "GET / FTP/1.1"})
    void takesNothingElseThanHttp(String line) {
        refuses(line + "\r\n\r\n", "Not a request of HTTP/1: " + line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no colon", ": no name"})
    void takesNoLineForAHeaderThatIsNone(String line) {
        refuses("GET / HTTP/1.1\r\n" + line + "\r\n\r\n", "Not a header");
    }
}
