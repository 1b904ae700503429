package io.parley.core.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.core.editing.ConfigurationEdit;
import io.parley.core.editing.ConfigurationEditor;
import io.parley.core.editing.EditedText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.YamlUnicodeReader;

/** Edits odd files: the edited text says what was asked for, or the edit is refused in words. */
class EditedOddFilesTest {

    private static final int FILES = Integer.getInteger("parley.fuzz.files", 3_000);
    private static final long SEED = Long.getLong("parley.seed", 20261122L);
    private static final Path FILE = Path.of("conf");

    @Test
    void editsLines() {
        edit(
                ConfigurationFormat.FLINK_CONF,
                OddFiles::lines,
                bytes -> Optional.of(new String(bytes, StandardCharsets.UTF_8)),
                0.999);
    }

    @Test
    void editsYaml() {
        edit(ConfigurationFormat.CONFIG_YAML, OddFiles::yaml, EditedOddFilesTest::decoded, 0.9);
    }

    private static Optional<String> decoded(byte[] bytes) {
        StringWriter text = new StringWriter();
        try (YamlUnicodeReader reader = new YamlUnicodeReader(new ByteArrayInputStream(bytes))) {
            reader.transferTo(text);
            return Optional.of(text.toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void edit(
            ConfigurationFormat format,
            Function<SplittableRandom, byte[]> files,
            Function<byte[], Optional<String>> decoder,
            double least) {
        System.out.println("Seed of the odd files to edit: " + SEED + " (-Dparley.seed)");
        SplittableRandom random = new SplittableRandom(SEED);
        int tried = 0;
        int done = 0;
        for (int i = 0; i < FILES; i++) {
            Optional<String> text = decoder.apply(files.apply(random));
            Map<String, String> before = text.map(found -> read(format, found)).orElse(Map.of());
            if (before.isEmpty()) {
                continue;
            }
            List<String> keys = List.copyOf(before.keySet());
            String key = keys.get(random.nextInt(keys.size()));
            ConfigurationEdit edit = random.nextBoolean()
                    ? new ConfigurationEdit.CommentOut(key, "Why.")
                    : new ConfigurationEdit.Replace(key, Map.of("new.key", "value"));
            tried++;
            try {
                EditedText edited = ConfigurationEditor.edit(FILE, format, text.orElseThrow(), List.of(edit));
                Map<String, String> wanted = new TreeMap<>(before);
                wanted.remove(key);
                wanted.putAll(edit.written());
                assertThat(read(format, edited.text())).isEqualTo(wanted);
                done++;
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("Cannot edit ");
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        String.format("file %d of seed %d, %s:%n%s", i, SEED, edit, text.orElseThrow()), e);
            }
        }
        System.out.println("edited " + done + " of " + tried);
        assertThat(done).isGreaterThanOrEqualTo((int) (tried * least));
        assertThat(tried).isGreaterThan(FILES / 4);
    }

    private static Map<String, String> read(ConfigurationFormat format, String text) {
        try {
            return new TreeMap<>(format.parse(FILE, text).configuration().toMap());
        } catch (IllegalArgumentException e) {
            return Map.of();
        }
    }
}
