package io.parley.examples.command;

import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A box of the picture of a plan: a component, or a frame around boxes. Immutable.
 *
 * @param title its name
 * @param size its size
 * @param component the component that fills it; empty for a frame
 * @param boxes what a frame holds, from top to bottom
 */
record SvgBox(String title, MemorySize size, Optional<MemoryPart> component, List<SvgBox> boxes) {

    /** The space between boxes. */
    static final int GAP = 4;

    /** The space between a frame and its boxes. */
    static final int PADDING = 10;

    /** What a text of one line needs. */
    static final int LINE = 28;

    /** What a line below it needs. */
    static final int SECOND_LINE = 16;

    /** How high all components are together where none is too thin for its text. */
    private static final int SCALE = 340;

    private static final Set<MemoryPart> HEAP = Set.of(MemoryPart.FRAMEWORK_HEAP, MemoryPart.TASK_HEAP);
    private static final Set<MemoryPart> DIRECT =
            Set.of(MemoryPart.FRAMEWORK_OFF_HEAP, MemoryPart.TASK_OFF_HEAP, MemoryPart.NETWORK);

    /** Copies the list. */
    SvgBox {
        boxes = List.copyOf(boxes);
    }

    /** Gives the box of Total Process Memory. */
    static SvgBox of(ProcessMemoryPlan plan) {
        return of(PartTree.of(plan));
    }

    private static SvgBox of(PartTree tree) {
        return tree.parts().isEmpty()
                ? new SvgBox(tree.part().toString(), tree.size(), Optional.of(tree.part()), List.of())
                : frame(tree.part().toString(), grouped(tree.parts()));
    }

    /** Puts the parts of a TaskManager that the JVM limits together into frames of their own. */
    private static List<SvgBox> grouped(List<PartTree> parts) {
        List<SvgBox> heap = boxes(parts, HEAP);
        List<SvgBox> direct = boxes(parts, DIRECT);
        List<SvgBox> all = new ArrayList<>();
        if (!heap.isEmpty()) {
            all.add(frame(MemoryPart.JVM_HEAP.toString(), heap));
        }
        if (!direct.isEmpty()) {
            all.add(frame("Direct Memory", direct));
        }
        parts.stream()
                .filter(tree -> !HEAP.contains(tree.part()) && !DIRECT.contains(tree.part()))
                .forEach(tree -> all.add(of(tree)));
        return all;
    }

    private static List<SvgBox> boxes(List<PartTree> parts, Set<MemoryPart> group) {
        return parts.stream()
                .filter(tree -> group.contains(tree.part()))
                .map(SvgBox::of)
                .toList();
    }

    private static SvgBox frame(String title, List<SvgBox> boxes) {
        MemorySize sum = boxes.stream().map(SvgBox::size).reduce(MemorySize.ZERO, MemorySize::plus);
        return new SvgBox(title, sum, Optional.empty(), boxes);
    }

    /** Gives what its own text needs. */
    int textHeight() {
        return LINE + (PlanTable.isToldInShort(size) ? 0 : SECOND_LINE);
    }

    /** Gives how high it is in pixels, in a picture of this whole. */
    int height(MemorySize whole) {
        if (component.isPresent()) {
            return Math.max(textHeight(), (int) scaled(whole));
        }
        return textHeight()
                + boxes.stream().mapToInt(box -> box.height(whole) + GAP).sum()
                - GAP
                + PADDING;
    }

    /** Tells whether a component in it is drawn higher than it is. */
    boolean isOutOfScale(MemorySize whole) {
        return component.isPresent()
                ? size.bytes() > 0 && scaled(whole) < textHeight() - 1
                : boxes.stream().anyMatch(box -> box.isOutOfScale(whole));
    }

    private long scaled(MemorySize whole) {
        return whole.bytes() == 0 ? 0 : Math.round(SCALE * ((double) size.bytes() / whole.bytes()));
    }
}
