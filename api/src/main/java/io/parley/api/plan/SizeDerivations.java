package io.parley.api.plan;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the size of each part came from, in the order of {@link MemoryPart}. Immutable. */
public final class SizeDerivations extends FixedMap<MemoryPart, SizeDerivation> {

    private static final MemoryPart[] PARTS = MemoryPart.values();

    private final @Nullable SizeDerivation[] byPart;

    private SizeDerivations(@Nullable SizeDerivation[] byPart) {
        this.byPart = byPart;
    }

    // What an EnumMap does too; the map itself would be the larger half of these objects.
    @SuppressWarnings("EnumOrdinal")
    private static int index(MemoryPart part) {
        return part.ordinal();
    }

    /** Copies a map, unless it is one of these. */
    static SizeDerivations copyOf(Map<MemoryPart, SizeDerivation> map) {
        if (map instanceof SizeDerivations derivations) {
            return derivations;
        }
        Builder builder = new Builder();
        map.forEach(builder::put);
        return builder.build();
    }

    @Override
    public int size() {
        int size = 0;
        for (SizeDerivation derivation : byPart) {
            size += derivation == null ? 0 : 1;
        }
        return size;
    }

    @Override
    public @Nullable SizeDerivation get(@Nullable Object key) {
        return key instanceof MemoryPart part ? byPart[index(part)] : null;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public Set<Map.Entry<MemoryPart, SizeDerivation>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return SizeDerivations.this.size();
            }

            @Override
            public Iterator<Map.Entry<MemoryPart, SizeDerivation>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<MemoryPart, SizeDerivation>> {

        private int next;

        @Override
        public boolean hasNext() {
            while (next < byPart.length && byPart[next] == null) {
                next++;
            }
            return next < byPart.length;
        }

        @Override
        public Map.Entry<MemoryPart, SizeDerivation> next() {
            SizeDerivation derivation = hasNext() ? byPart[next] : null;
            if (derivation == null) {
                throw new NoSuchElementException("There is no further part.");
            }
            return Map.entry(PARTS[next++], derivation);
        }
    }

    /** Collects derivations; the last one for a part wins. Not thread-safe. */
    public static final class Builder {

        private @Nullable SizeDerivation @Nullable [] byPart = new SizeDerivation[PARTS.length];

        /** Starts without any. */
        public Builder() {}

        /**
         * Tells where a part came from.
         *
         * @param part the part
         * @param derivation where its size came from
         * @throws IllegalStateException if the derivations are built
         */
        public void put(MemoryPart part, SizeDerivation derivation) {
            parts()[index(Objects.requireNonNull(part, "part"))] = Objects.requireNonNull(derivation, "derivation");
        }

        /**
         * Gives the derivations and ends this builder.
         *
         * @return what was collected
         * @throws IllegalStateException if they are built already
         */
        public SizeDerivations build() {
            SizeDerivations derivations = new SizeDerivations(parts());
            byPart = null;
            return derivations;
        }

        private @Nullable SizeDerivation[] parts() {
            if (byPart == null) {
                throw new IllegalStateException("These derivations are built; start another builder.");
            }
            return byPart;
        }
    }
}
