package io.parley.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationEntriesTest {

    private static final long SEED = Long.getLong("parley.seed", 20_260_801L);

    private static ConfigurationEntries copyOf(Map<String, String> entries) {
        return ConfigurationEntries.copyOf(entries, Origin.PROGRAM);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 8, 9, 16, 17, 100, 3000})
    void holdsTheSameAsTheMapAndNothingElse(int count) {
        System.out.println("parley.seed=" + SEED);
        SplittableRandom random = new SplittableRandom(SEED + count);
        Map<String, String> map = new HashMap<>();
        while (map.size() < count) {
            map.put("key." + random.nextInt(5 * count), "text" + random.nextInt());
        }

        ConfigurationEntries entries = copyOf(map);

        assertThat(entries).hasSize(count).isEqualTo(map).hasSameHashCodeAs(map);
        for (int i = 0; i < 5 * count + 100; i++) {
            String key = "key." + i;
            assertThat(entries.text(key)).isEqualTo(map.get(key));
            assertThat(entries.containsKey(key)).isEqualTo(map.containsKey(key));
        }
    }

    @Test
    void tellsKeysOfTheSameHashApart() {
        ConfigurationEntries entries = copyOf(Map.of("AaAa", "1", "BBBB", "2", "AaBB", "3"));
        assertThat(entries.text("AaAa")).isEqualTo("1");
        assertThat(entries.text("BBBB")).isEqualTo("2");
        assertThat(entries.text("AaBB")).isEqualTo("3");
        assertThat(entries.text("BBAa")).isNull();
    }

    @Test
    void doesNotChangeWithTheMap() {
        Map<String, String> map = new HashMap<>(Map.of("a", "1"));
        ConfigurationEntries entries = copyOf(map);
        map.put("a", "2");
        map.put("b", "3");
        assertThat(entries).isEqualTo(Map.of("a", "1"));
    }

    /** A concurrent map may give more entries than it counted a moment before. */
    @Test
    void takesMoreEntriesThanTheMapCounted() {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            map.put("key" + i, "text" + i);
        }
        Map<String, String> growing = new AbstractMap<>() {
            @Override
            public int size() {
                return 1;
            }

            @Override
            public Set<Entry<String, String>> entrySet() {
                return map.entrySet();
            }
        };
        assertThat(copyOf(growing)).isEqualTo(map);
    }

    @Test
    void holdsNothingUnderWhatIsNoKey() {
        ConfigurationEntries entries = copyOf(Map.of("1", "one"));
        Object number = 1;
        assertThat(((Map<?, ?>) entries).get(number)).isNull();
        assertThat(entries.get(null)).isNull();
    }

    @Test
    void endsAfterTheLastEntry() {
        Iterator<Map.Entry<String, String>> iterator =
                copyOf(Map.of("a", "1")).entrySet().iterator();
        assertThat(iterator.next()).isEqualTo(Map.entry("a", "1"));
        assertThat(iterator.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
    }
}
