package io.parley.examples.mesos.simulator.resource;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Value;

/** How much of a resource: a scalar, ranges or a set. Immutable. */
sealed interface Amount {

    /**
     * Gives the amount of a resource.
     *
     * @throws IllegalArgumentException if it is a text, of which there is no amount
     */
    static Amount of(Resource resource) {
        return switch (resource.getType()) {
            case RANGES -> Ranges.of(resource.getRanges());
            case SET -> new Items(new TreeSet<>(resource.getSet().getItemList()));
            case SCALAR -> new Scalar(Math.round(resource.getScalar().getValue() * Scalar.UNIT));
            case TEXT ->
                throw new IllegalArgumentException("There is no amount of the text " + resource.getName() + ".");
        };
    }

    boolean isZero();

    Amount plus(Amount other);

    Amount minus(Amount other);

    boolean contains(Amount other);

    void writeTo(Resource.Builder resource);

    /**
     * A scalar with three decimals, as Mesos counts.
     *
     * @param thousandths how many thousandths
     */
    record Scalar(long thousandths) implements Amount {

        static final int UNIT = 1000;

        @Override
        public boolean isZero() {
            return thousandths == 0;
        }

        @Override
        public Amount plus(Amount other) {
            return new Scalar(Math.addExact(thousandths, of(other)));
        }

        @Override
        public Amount minus(Amount other) {
            return new Scalar(Math.subtractExact(thousandths, of(other)));
        }

        @Override
        public boolean contains(Amount other) {
            return thousandths >= of(other);
        }

        private static long of(Amount other) {
            return ((Scalar) other).thousandths;
        }

        @Override
        public void writeTo(Resource.Builder resource) {
            resource.setScalar(Value.Scalar.newBuilder().setValue(thousandths / (double) UNIT));
        }

        @Override
        public String toString() {
            return BigDecimal.valueOf(thousandths, 3).stripTrailingZeros().toPlainString();
        }
    }

    /**
     * Whole numbers.
     *
     * @param spans sorted, none of which touches another
     */
    record Ranges(List<Span> spans) implements Amount {

        /** From one number to another, both included. */
        record Span(long begin, long end) {}

        /** Copies the list. */
        public Ranges {
            spans = List.copyOf(spans);
        }

        static Ranges of(Value.Ranges ranges) {
            return merged(ranges.getRangeList().stream()
                    .map(range -> new Span(range.getBegin(), range.getEnd()))
                    .toList());
        }

        private static Ranges merged(List<Span> given) {
            List<Span> merged = new ArrayList<>();
            for (Span span : given.stream()
                    .filter(each -> each.begin <= each.end)
                    .sorted(Comparator.comparingLong(Span::begin))
                    .toList()) {
                Span last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
                if (last != null && span.begin <= last.end + 1) {
                    merged.set(merged.size() - 1, new Span(last.begin, Math.max(last.end, span.end)));
                } else {
                    merged.add(span);
                }
            }
            return new Ranges(merged);
        }

        @Override
        public boolean isZero() {
            return spans.isEmpty();
        }

        @Override
        public Amount plus(Amount other) {
            List<Span> all = new ArrayList<>(spans);
            all.addAll(of(other));
            return merged(all);
        }

        @Override
        public Amount minus(Amount other) {
            List<Span> left = spans;
            for (Span taken : of(other)) {
                List<Span> next = new ArrayList<>();
                for (Span span : left) {
                    next.add(new Span(span.begin, Math.min(span.end, taken.begin - 1)));
                    next.add(new Span(Math.max(span.begin, taken.end + 1), span.end));
                }
                left = next.stream().filter(span -> span.begin <= span.end).toList();
            }
            return merged(left);
        }

        @Override
        public boolean contains(Amount other) {
            return of(other).stream()
                    .allMatch(wanted ->
                            spans.stream().anyMatch(span -> span.begin <= wanted.begin && wanted.end <= span.end));
        }

        private static List<Span> of(Amount other) {
            return ((Ranges) other).spans;
        }

        @Override
        public void writeTo(Resource.Builder resource) {
            Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
            spans.forEach(span -> ranges.addRangeBuilder().setBegin(span.begin).setEnd(span.end));
            resource.setRanges(ranges);
        }

        @Override
        public String toString() {
            return spans.stream().map(span -> span.begin + "-" + span.end).collect(Collectors.joining(", ", "[", "]"));
        }
    }

    /**
     * Words.
     *
     * @param words which
     */
    record Items(SortedSet<String> words) implements Amount {

        @Override
        public boolean isZero() {
            return words.isEmpty();
        }

        @Override
        public Amount plus(Amount other) {
            SortedSet<String> all = new TreeSet<>(words);
            all.addAll(of(other));
            return new Items(all);
        }

        @Override
        public Amount minus(Amount other) {
            SortedSet<String> left = new TreeSet<>(words);
            left.removeAll(of(other));
            return new Items(left);
        }

        @Override
        public boolean contains(Amount other) {
            return words.containsAll(of(other));
        }

        private static SortedSet<String> of(Amount other) {
            return ((Items) other).words;
        }

        @Override
        public void writeTo(Resource.Builder resource) {
            resource.setSet(Value.Set.newBuilder().addAllItem(words));
        }

        @Override
        public String toString() {
            return words.stream().collect(Collectors.joining(", ", "{", "}"));
        }
    }
}
