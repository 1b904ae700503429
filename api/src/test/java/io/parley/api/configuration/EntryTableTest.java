package io.parley.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EntryTableTest {

    private static final long SEED = Long.getLong("parley.seed", 20261123);

    @Test
    void isTheMapItWasMadeOf() {
        Random random = new Random(SEED);
        System.out.println("EntryTableTest: -Dparley.seed=" + SEED);
        for (int round = 0; round < 2000; round++) {
            Map<String, String> entries = new HashMap<>();
            int most = random.nextInt(EntryTable.MOST_ENTRIES + 1);
            for (int i = 0; i < most; i++) {
                entries.put(key(random), Integer.toString(i));
            }
            EntryTable table = new EntryTable(entries);
            assertThat(table.equals(entries) && entries.equals(table)).isTrue();
            assertThat(table.size()).isEqualTo(entries.size());
            assertThat(table.hashCode()).isEqualTo(entries.hashCode());
            Map<String, String> told = new HashMap<>();
            table.forEach(told::put);
            assertThat(told).isEqualTo(entries);
            for (int i = 0; i < 100; i++) {
                String key = key(random);
                assertThat(table.get(key)).isEqualTo(entries.get(key));
                assertThat(table.containsKey(key)).isEqualTo(entries.containsKey(key));
            }
        }
    }

    /** Gives one of few keys, many of one hash code: Aa and BB have the same. */
    private static String key(Random random) {
        StringBuilder key = new StringBuilder();
        int pairs = 1 + random.nextInt(5);
        for (int i = 0; i < pairs; i++) {
            key.append(List.of("Aa", "BB", "x").get(random.nextInt(3)));
        }
        return key.toString();
    }

    @Test
    void findsKeysOfOneHashCodeWithoutAFreePlaceBetweenThem() {
        List<String> keys = IntStream.range(0, EntryTable.MOST_ENTRIES)
                .mapToObj(number ->
                        Integer.toBinaryString(64 + number).replace("0", "Aa").replace("1", "BB"))
                .toList();
        assertThat(keys.stream().map(String::hashCode).distinct()).hasSize(1);
        Map<String, String> entries = new HashMap<>();
        keys.forEach(key -> entries.put(key, key));
        EntryTable table = new EntryTable(entries);
        assertThat(keys).allSatisfy(key -> assertThat(table.get(key)).isEqualTo(key));
        assertThat(table.get("AaAaAaAaAaAaAa")).isNull();
    }

    @Test
    void holdsNothingWhereNothingWasGiven() {
        EntryTable empty = new EntryTable(Map.of());
        assertThat(empty).isEmpty();
        assertThat(empty.get("key")).isNull();
        assertThat(empty.entrySet().iterator().hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(empty.entrySet().iterator()::next);
    }

    @Test
    void takesKeysThatAreEqualOnce() {
        IdentityHashMap<String, String> entries = new IdentityHashMap<>();
        entries.put(new String("key"), "value");
        entries.put(new String("key"), "value");
        assertThat(new EntryTable(entries)).isEqualTo(Map.of("key", "value"));
    }

    @Test
    void refusesMoreEntriesThanItIsFor() {
        Map<String, String> entries = new HashMap<>();
        IntStream.rangeClosed(0, EntryTable.MOST_ENTRIES).forEach(i -> entries.put("key" + i, "value"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EntryTable(entries))
                .withMessage("65 entries, at most 64 are possible.");
    }

    @Test
    void refusesEntriesThatGrowMeanwhile() {
        Map<String, String> growing = new AbstractMap<>() {
            @Override
            public Set<Map.Entry<String, String>> entrySet() {
                Map<String, String> entries = Map.of("a", "1", "b", "2", "c", "3", "d", "4");
                return new AbstractSet<>() {
                    @Override
                    public int size() {
                        return 1;
                    }

                    @Override
                    public Iterator<Map.Entry<String, String>> iterator() {
                        return entries.entrySet().iterator();
                    }
                };
            }
        };
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(() -> new EntryTable(growing));
    }

    @Test
    void refusesAKeyWithoutAValue() {
        Map<String, String> entries = new HashMap<>();
        entries.put("key", null);
        assertThatNullPointerException()
                .isThrownBy(() -> new EntryTable(entries))
                .withMessage("key");
    }
}
