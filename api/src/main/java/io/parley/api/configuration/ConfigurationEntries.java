package io.parley.api.configuration;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The text of each key, in one array. Immutable.
 *
 * <p>A fleet is planned from one configuration a process, and a hash map with an object for each entry would be a good
 * part of the garbage. A key stands in the place that its hash gives or in the next free one behind it, its text beside
 * it. Most keys that are asked for are not there, which a few bits of the hashes of all keys mostly tell beforehand.
 */
final class ConfigurationEntries extends AbstractMap<String, String> {

    private static final int FEWEST_PLACES = 8;

    /** Each place is a key and a text; at most every second is taken. */
    private final @Nullable String[] places;

    private final int size;

    /** A bit for each sixty-fourth of all hashes in which there is one. */
    private final long hashes;

    private ConfigurationEntries(@Nullable String[] places, int size, long hashes) {
        this.places = places;
        this.size = size;
        this.hashes = hashes;
    }

    /**
     * Copies entries.
     *
     * @throws IllegalArgumentException if a key is blank; names where it was written
     */
    static ConfigurationEntries copyOf(Map<String, String> entries, Origin origin) {
        @Nullable String[] places = new String[2 * placesFor(entries.size())];
        int size = 0;
        long hashes = 0;
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            String key = FlinkConfiguration.checked(entry.getKey(), origin);
            size++;
            if (4 * size > places.length) {
                // Somebody adds to the map meanwhile.
                places = grown(places);
            }
            put(places, key, Objects.requireNonNull(entry.getValue(), key));
            hashes |= bit(scattered(key));
        }
        return new ConfigurationEntries(places, size, hashes);
    }

    private static int placesFor(int entries) {
        return Math.max(FEWEST_PLACES, Integer.highestOneBit(2 * entries - 1) << 1);
    }

    private static @Nullable String[] grown(@Nullable String[] places) {
        @Nullable String[] grown = new String[2 * places.length];
        for (int i = 0; i < places.length; i += 2) {
            String key = places[i];
            String text = places[i + 1];
            if (key != null && text != null) {
                put(grown, key, text);
            }
        }
        return grown;
    }

    /** Puts a key that is not there yet. */
    private static void put(@Nullable String[] places, String key, String text) {
        int place = place(scattered(key), places);
        while (places[place] != null) {
            place = next(place, places);
        }
        places[place] = key;
        places[place + 1] = text;
    }

    /** Gives a hash of which the upper bits are those that differ. */
    private static int scattered(String key) {
        return key.hashCode() * 0x9E3779B9;
    }

    private static long bit(int hash) {
        return 1L << (hash >>> 26);
    }

    private static int place(int hash, @Nullable String[] places) {
        return hash >>> (Integer.numberOfLeadingZeros(places.length) + 2) << 1;
    }

    private static int next(int place, @Nullable String[] places) {
        return (place + 2) & (places.length - 1);
    }

    /** Gives the text of a key, or null. */
    @Nullable
    String text(String key) {
        int hash = scattered(key);
        return (hashes & bit(hash)) == 0 ? null : text(key, hash);
    }

    private @Nullable String text(String key, int hash) {
        int place = place(hash, places);
        for (String found = places[place]; found != null; found = places[place]) {
            if (found.equals(key)) {
                return places[place + 1];
            }
            place = next(place, places);
        }
        return null;
    }

    @Override
    public @Nullable String get(@Nullable Object key) {
        return key instanceof String text ? text(text) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public int size() {
        return size;
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

        private int place;

        @Override
        public boolean hasNext() {
            while (place < places.length && places[place] == null) {
                place += 2;
            }
            return place < places.length;
        }

        @Override
        public Map.Entry<String, String> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("There is no further entry.");
            }
            String key = Objects.requireNonNull(places[place]);
            String text = Objects.requireNonNull(places[place + 1]);
            place += 2;
            return Map.entry(key, text);
        }
    }
}
