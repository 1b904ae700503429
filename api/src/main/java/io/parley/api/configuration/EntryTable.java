package io.parley.api.configuration;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a configuration in one array, of which at least half is free: most keys that are asked for are not
 * there. It takes about half of what a hash map takes. Immutable.
 */
final class EntryTable extends AbstractMap<String, String> {

    /** With more, keys that were chosen to share a place would make the table slow. */
    static final int MOST_ENTRIES = 64;

    /** A key at an even index and its value behind it; a key stands at its place or at the next one that was free. */
    private final @Nullable String[] keysAndValues;

    private final int size;

    /**
     * Copies entries.
     *
     * @throws IllegalArgumentException if there are more than {@link #MOST_ENTRIES}
     * @throws ConcurrentModificationException if there are more than there were
     */
    EntryTable(Map<String, String> entries) {
        int most = entries.size();
        if (most > MOST_ENTRIES) {
            throw new IllegalArgumentException(most + " entries, at most " + MOST_ENTRIES + " are possible.");
        }
        keysAndValues = new String[4 * Math.max(1, most)];
        int count = 0;
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            String key = entry.getKey();
            int index = indexOf(key);
            if (keysAndValues[index] == null && ++count > most) {
                throw new ConcurrentModificationException("The entries change while they are copied.");
            }
            keysAndValues[index] = key;
            keysAndValues[index + 1] = Objects.requireNonNull(entry.getValue(), key);
        }
        size = count;
    }

    /** Gives the index of a key, or of the free place where it would stand. */
    private int indexOf(String key) {
        int hash = key.hashCode();
        // The golden ratio spreads the hash over 32 bits, of which the product takes the share that falls to a place.
        long spread = (hash * 0x9E3779B9L) & 0xFFFFFFFFL;
        int index = 2 * (int) ((spread * (keysAndValues.length / 2)) >>> 32);
        for (String other = keysAndValues[index]; other != null; other = keysAndValues[index]) {
            if (other.hashCode() == hash && other.equals(key)) {
                return index;
            }
            index = index + 2 < keysAndValues.length ? index + 2 : 0;
        }
        return index;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public @Nullable String get(@Nullable Object key) {
        return key instanceof String text ? keysAndValues[indexOf(text) + 1] : null;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super String> action) {
        for (int index = 0; index < keysAndValues.length; index += 2) {
            String key = keysAndValues[index];
            String value = keysAndValues[index + 1];
            if (key != null && value != null) {
                action.accept(key, value);
            }
        }
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public Iterator<Map.Entry<String, String>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, String>> {

        private int next;

        @Override
        public boolean hasNext() {
            while (next < keysAndValues.length && keysAndValues[next] == null) {
                next += 2;
            }
            return next < keysAndValues.length;
        }

        @Override
        public Map.Entry<String, String> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("There is no further entry.");
            }
            int index = next;
            next += 2;
            return Map.entry(
                    Objects.requireNonNull(keysAndValues[index]), Objects.requireNonNull(keysAndValues[index + 1]));
        }
    }
}
