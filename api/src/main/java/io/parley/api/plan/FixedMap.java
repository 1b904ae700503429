package io.parley.api.plan;

import java.util.AbstractMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map that refuses to change, whatever its entries are.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
abstract class FixedMap<K, V> extends AbstractMap<K, V> {

    private static UnsupportedOperationException refusal() {
        return new UnsupportedOperationException("A plan does not change.");
    }

    @Override
    public final V put(K key, V value) {
        throw refusal();
    }

    @Override
    public final void putAll(Map<? extends K, ? extends V> entries) {
        throw refusal();
    }

    @Override
    public final V putIfAbsent(K key, V value) {
        throw refusal();
    }

    @Override
    public final V remove(@Nullable Object key) {
        throw refusal();
    }

    @Override
    public final boolean remove(@Nullable Object key, @Nullable Object value) {
        throw refusal();
    }

    @Override
    public final void clear() {
        throw refusal();
    }

    @Override
    public final V replace(K key, V value) {
        throw refusal();
    }

    @Override
    public final boolean replace(K key, V before, V after) {
        throw refusal();
    }

    @Override
    public final void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        throw refusal();
    }

    @Override
    public final V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        throw refusal();
    }

    @Override
    public final V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
        throw refusal();
    }

    @Override
    public final V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        throw refusal();
    }

    @Override
    public final V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        throw refusal();
    }
}
