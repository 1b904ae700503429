package io.parley.examples.command;

import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.examples.command.SvgCanvas.Anchor;
import io.parley.examples.command.SvgCanvas.Area;
import io.parley.examples.command.SvgCanvas.Font;
import io.parley.examples.command.SvgCanvas.Ink;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Draws a plan as an SVG picture: boxes in boxes, the components as high as they are large. The picture brings its own
 * background, light or dark as the reader's browser prefers. Used once; not thread-safe.
 */
final class PlanSvg {

    private static final int WIDTH = 600;
    private static final int MARGIN = 24;
    private static final int TEXT_INDENT = 12;
    private static final int SHARE_END = WIDTH - MARGIN - 3 * SvgBox.PADDING - TEXT_INDENT;
    private static final int SIZE_END = SHARE_END - 52;
    private static final int FIRST_BASELINE = 19;
    private static final int LINE_HEIGHT = 19;
    private static final int CHARACTERS = 60;

    private static final Font HEADLINE = new Font(20, 600);
    private static final Font STRONG = new Font(14, 600);
    private static final Font PLAIN = new Font(14, 400);
    private static final Font SMALL = new Font(12, 400);
    private static final List<Ink> FRAMES = List.of(Ink.OUTER, Ink.INNER, Ink.INNERMOST);
    private static final Map<MemoryPart, String> COLOURS = colours();

    private final String environment;
    private final ProcessMemoryPlan plan;
    private final SvgCanvas canvas = new SvgCanvas(WIDTH);

    private PlanSvg(String environment, ProcessMemoryPlan plan) {
        this.environment = environment;
        this.plan = plan;
    }

    private static Map<MemoryPart, String> colours() {
        // White letters are legible on each: the contrast is 4.5 or more.
        Map<MemoryPart, String> colours = new EnumMap<>(MemoryPart.class);
        colours.put(MemoryPart.JVM_HEAP, "#2f5d9b");
        colours.put(MemoryPart.OFF_HEAP, "#26717f");
        colours.put(MemoryPart.FRAMEWORK_HEAP, "#4471b3");
        colours.put(MemoryPart.TASK_HEAP, "#2f5d9b");
        colours.put(MemoryPart.FRAMEWORK_OFF_HEAP, "#2c7a88");
        colours.put(MemoryPart.TASK_OFF_HEAP, "#1f6270");
        colours.put(MemoryPart.NETWORK, "#3a7a4b");
        colours.put(MemoryPart.MANAGED, "#a8475f");
        colours.put(MemoryPart.JVM_METASPACE, "#96601f");
        colours.put(MemoryPart.JVM_OVERHEAD, "#6a5799");
        return Collections.unmodifiableMap(colours);
    }

    /** Gives the picture as an SVG document. */
    static String of(String environment, ProcessMemoryPlan plan) {
        return new PlanSvg(environment, plan).draw();
    }

    private String draw() {
        SvgBox process = SvgBox.of(plan);
        List<String> facts = Words.wrapped(facts(), CHARACTERS);
        int top = 64 + facts.size() * LINE_HEIGHT;
        int bottom = top + process.height(plan.totalProcess());
        boolean outOfScale = process.isOutOfScale(plan.totalProcess());
        int height = bottom + MARGIN + (outOfScale ? LINE_HEIGHT : 0);
        canvas.frame(new Area(1, 1, WIDTH - 2, height - 2), Ink.CARD);
        canvas.text(MARGIN, 45, Anchor.START, HEADLINE, Ink.TEXT, plan.process() + " memory");
        for (int i = 0; i < facts.size(); i++) {
            canvas.text(MARGIN, 69 + i * LINE_HEIGHT, Anchor.START, PLAIN, Ink.MUTED, cut(facts.get(i)));
        }
        draw(process, MARGIN, top, 0);
        if (outOfScale) {
            String note = "Heights are to scale, except for parts too thin for their text.";
            canvas.text(MARGIN, height - MARGIN + 6, Anchor.START, SMALL, Ink.MUTED, note);
        }
        return canvas.document(
                height,
                plan.process() + " memory on " + environment + ": "
                        + plan.totalProcess().toShortString(),
                facts() + ". " + plan.totalProcess() + " in all. " + described(process));
    }

    private String facts() {
        String cores = plan instanceof TaskManagerMemoryPlan taskManager
                ? taskManager.cpuCores().toPlainString() + " CPU, "
                : "";
        return environment + ", Flink " + plan.flinkVersion() + ", " + cores + "led by " + plan.leadingSize();
    }

    private static String cut(String text) {
        return text.length() <= CHARACTERS ? text : text.substring(0, CHARACTERS - 1) + "\u2026";
    }

    /** Says in words what the picture shows. */
    private static String described(SvgBox box) {
        String own = box.title() + " " + box.size() + ".";
        return box.boxes().isEmpty()
                ? own
                : box.boxes().stream().map(PlanSvg::described).collect(Collectors.joining(" ", own + " In it: ", ""));
    }

    private void draw(SvgBox box, int x, int y, int depth) {
        int height = box.height(plan.totalProcess());
        Area area = new Area(x, y, WIDTH - 2 * x, height);
        if (box.component().isPresent() && box.size().bytes() > 0) {
            canvas.block(area, colour(box.component().get()));
            write(box, x, y, SvgCanvas.Ink.ON_BLOCK);
        } else if (box.component().isPresent()) {
            canvas.hollow(area);
            write(box, x, y, Ink.TEXT);
        } else {
            canvas.frame(area, FRAMES.get(depth));
            write(box, x, y, Ink.TEXT);
            int below = y + box.textHeight();
            for (SvgBox inner : box.boxes()) {
                draw(inner, x + SvgBox.PADDING, below, depth + 1);
                below += inner.height(plan.totalProcess()) + SvgBox.GAP;
            }
        }
    }

    private void write(SvgBox box, int x, int y, Ink ink) {
        int baseline = y + FIRST_BASELINE;
        canvas.text(x + TEXT_INDENT, baseline, Anchor.START, STRONG, ink, box.title());
        canvas.text(SIZE_END, baseline, Anchor.END, STRONG, ink, box.size().toShortString());
        canvas.text(SHARE_END, baseline, Anchor.END, PLAIN, ink, share(box.size()));
        if (!PlanTable.isToldInShort(box.size())) {
            String bytes = box.size().bytes() + " bytes";
            canvas.text(SIZE_END, baseline + SvgBox.SECOND_LINE, Anchor.END, SMALL, ink, bytes);
        }
    }

    private String share(MemorySize size) {
        double percent = plan.totalProcess().bytes() == 0
                ? 0
                : 100.0 * size.bytes() / plan.totalProcess().bytes();
        if (percent > 0 && percent < 1) {
            return "<1%";
        }
        return percent > 99 && percent < 100 ? ">99%" : Math.round(percent) + "%";
    }

    private static String colour(MemoryPart component) {
        String colour = COLOURS.get(component);
        if (colour == null) {
            throw new IllegalArgumentException(component + " is no component.");
        }
        return colour;
    }
}
