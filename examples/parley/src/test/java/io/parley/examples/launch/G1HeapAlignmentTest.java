package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.size.MemorySize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class G1HeapAlignmentTest {

    private static final long PAGE = 4096;

    @ParameterizedTest
    @CsvSource({"1, 2", "1459, 2", "4096, 2", "4097, 4", "8192, 4", "8193, 8", "60000, 32", "9000000, 32"})
    void isTheRegionSizeFromTwoMebibytesOn(long heapMebibytes, long alignmentMebibytes) {
        assertThat(G1HeapAlignment.of(MemorySize.ofMebibytes(heapMebibytes), PAGE))
                .isEqualTo(MemorySize.ofMebibytes(alignmentMebibytes));
    }

    @Test
    void growsWithThePageSize() {
        assertThat(G1HeapAlignment.of(MemorySize.ofMebibytes(1459), 16 * 1024)).isEqualTo(MemorySize.ofMebibytes(8));
    }

    @ParameterizedTest
    @ValueSource(longs = {134217728L, 1530082096L, 2147483649L, 5000000001L})
    void holdsForTheJvmOfThisTest(long heap) throws IOException, InterruptedException {
        long maximum = maximumHeapOfAJvmWith(heap);
        assertThat(maximum)
                .isBetween(
                        heap,
                        heap + G1HeapAlignment.of(MemorySize.ofBytes(heap)).bytes() - 1);
    }

    private static long maximumHeapOfAJvmWith(long heap) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseG1GC",
                        "-Xmx" + heap,
                        "-XX:+PrintFlagsFinal",
                        "-version")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        Matcher matcher = Pattern.compile("MaxHeapSize\\s+= (\\d+)").matcher(output);
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
