package io.parley.examples.command;

import io.parley.api.environment.PlanFit;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Draws plans as bars, one below the other in the same scale. Immutable.
 *
 * @param paint with or without colours
 * @param width how many characters the longest bar has, above zero
 */
record PlanPicture(Paint paint, int width) {

    /** A width that leaves room for titles on a terminal of 80 columns. */
    static final int USUAL_WIDTH = 60;

    private static final Look UNUSED = new Look('.', "100");
    private static final Map<MemoryPart, Look> LOOKS = looks();
    private static final int SWATCH_WIDTH = 2;

    /** How parts are told apart. */
    enum Paint {
        /** By the colour of their background, with ANSI escape codes. */
        COLOURS,
        /** By the character that fills them. */
        CHARACTERS
    }

    /**
     * One bar.
     *
     * @param title what it shows, may be empty
     * @param plan the plan
     * @param unused memory beside the plan that is there all the same
     */
    record Bar(String title, ProcessMemoryPlan plan, MemorySize unused) {

        static Bar of(String title, ProcessMemoryPlan plan) {
            return new Bar(title, plan, MemorySize.ZERO);
        }

        static Bar of(String title, PlanFit fit) {
            return new Bar(title, fit.plan(), fit.unused());
        }

        private double length() {
            return (double) plan.totalProcess().bytes() + unused.bytes();
        }
    }

    /**
     * What a part looks like.
     *
     * @param character what fills it without colours
     * @param colour the ANSI code of its background
     */
    private record Look(char character, String colour) {}

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the width is not above zero
     */
    PlanPicture {
        if (width < 1) {
            throw new IllegalArgumentException("A picture cannot be " + width + " characters wide.");
        }
    }

    private static Map<MemoryPart, Look> looks() {
        Map<MemoryPart, Look> looks = new EnumMap<>(MemoryPart.class);
        looks.put(MemoryPart.JVM_HEAP, new Look('#', "44"));
        looks.put(MemoryPart.OFF_HEAP, new Look('=', "46"));
        looks.put(MemoryPart.FRAMEWORK_HEAP, new Look('%', "104"));
        looks.put(MemoryPart.TASK_HEAP, new Look('#', "44"));
        looks.put(MemoryPart.FRAMEWORK_OFF_HEAP, new Look('~', "106"));
        looks.put(MemoryPart.TASK_OFF_HEAP, new Look('=', "46"));
        looks.put(MemoryPart.NETWORK, new Look(':', "42"));
        looks.put(MemoryPart.MANAGED, new Look('@', "41"));
        looks.put(MemoryPart.JVM_METASPACE, new Look('+', "43"));
        looks.put(MemoryPart.JVM_OVERHEAD, new Look('-', "45"));
        return Collections.unmodifiableMap(looks);
    }

    /** Draws bars, the first at the top; the longest has the picture's width. */
    List<String> bars(List<Bar> bars) {
        double longest = bars.stream().mapToDouble(Bar::length).max().orElse(0);
        int titleWidth =
                bars.stream().mapToInt(bar -> bar.title().length()).max().orElse(0);
        return bars.stream()
                .map(bar -> title(bar, titleWidth) + "[" + cells(bar, longest) + "]")
                .toList();
    }

    private static String title(Bar bar, int titleWidth) {
        return titleWidth == 0
                ? ""
                : bar.title() + " ".repeat(titleWidth - bar.title().length() + 1);
    }

    private String cells(Bar bar, double longest) {
        int cells = longest == 0 ? 0 : (int) Math.round(width * bar.length() / longest);
        List<Look> looks = new ArrayList<>();
        List<Long> sizes = new ArrayList<>();
        bar.plan().components().forEach((part, size) -> {
            looks.add(look(part));
            sizes.add(size.bytes());
        });
        looks.add(UNUSED);
        sizes.add(bar.unused().bytes());
        int[] shares =
                Shares.of(cells, sizes.stream().mapToLong(Long::longValue).toArray());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < shares.length; i++) {
            text.append(fill(looks.get(i), shares[i]));
        }
        return text.append(" ".repeat(width - cells)).toString();
    }

    /** Gives what stands before a part in a legend: what its cells look like, or blanks for a total. */
    String swatch(MemoryPart part) {
        return LOOKS.containsKey(part) ? fill(look(part), SWATCH_WIDTH) : blankSwatch();
    }

    /** Gives what stands before the unused memory in a legend. */
    String unusedSwatch() {
        return fill(UNUSED, SWATCH_WIDTH);
    }

    /** Gives what stands before a heading in a legend. */
    static String blankSwatch() {
        return " ".repeat(SWATCH_WIDTH);
    }

    private static Look look(MemoryPart part) {
        Look look = LOOKS.get(part);
        if (look == null) {
            throw new IllegalArgumentException(part + " is no component.");
        }
        return look;
    }

    private String fill(Look look, int cells) {
        if (cells == 0) {
            return "";
        }
        return switch (paint) {
            case COLOURS -> TerminalStyle.styled(look.colour(), " ".repeat(cells));
            case CHARACTERS -> String.valueOf(look.character()).repeat(cells);
        };
    }
}
