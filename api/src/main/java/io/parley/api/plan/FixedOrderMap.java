package io.parley.api.plan;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A small map that keeps the order in which it was filled and takes little memory. Immutable.
 *
 * @param <V> the type of the values
 */
final class FixedOrderMap<V> extends AbstractMap<String, V> {

    private final @Nullable Object[] keysAndValues;

    private FixedOrderMap(@Nullable Object[] keysAndValues) {
        this.keysAndValues = keysAndValues;
    }

    @Override
    public int size() {
        return keysAndValues.length / 2;
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        for (int i = 0; i < keysAndValues.length; i += 2) {
            if (keyAt(i).equals(key)) {
                return valueAt(i);
            }
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super V> action) {
        for (int i = 0; i < keysAndValues.length; i += 2) {
            action.accept(keyAt(i), valueAt(i));
        }
    }

    private String keyAt(int index) {
        return (String) present(keysAndValues[index]);
    }

    @SuppressWarnings("unchecked")
    private V valueAt(int index) {
        return (V) present(keysAndValues[index + 1]);
    }

    private static Object present(@Nullable Object entry) {
        if (entry == null) {
            throw new IllegalStateException("A map was built before it was full.");
        }
        return entry;
    }

    @Override
    public Set<Map.Entry<String, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return FixedOrderMap.this.size();
            }

            @Override
            public Iterator<Map.Entry<String, V>> iterator() {
                return new Iterator<>() {
                    private int next;

                    @Override
                    public boolean hasNext() {
                        return next < keysAndValues.length;
                    }

                    @Override
                    public Map.Entry<String, V> next() {
                        if (!hasNext()) {
                            throw new NoSuchElementException();
                        }
                        Map.Entry<String, V> entry = Map.entry(keyAt(next), valueAt(next));
                        next += 2;
                        return entry;
                    }
                };
            }
        };
    }

    /** Fills a map of a known size, each key once. Not thread-safe. */
    static final class Builder<V> {

        private final @Nullable Object[] keysAndValues;
        private int next;

        Builder(int size) {
            keysAndValues = new Object[2 * size];
        }

        void put(String key, V value) {
            keysAndValues[next++] = key;
            keysAndValues[next++] = value;
        }

        Map<String, V> build() {
            return Collections.unmodifiableMap(new FixedOrderMap<>(keysAndValues));
        }
    }
}
