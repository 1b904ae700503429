package io.parley.examples.launch;

import io.parley.api.environment.PlanFit;
import java.time.Duration;
import java.util.List;

/**
 * Where a launch shows what it does and finds. Called from one thread at a time; must not throw.
 *
 * <p>Steps do not overlap: a step is over with {@link #end}, or, where it failed, with the next {@link #begin} or the
 * failure of the whole launch.
 */
public interface LaunchOutput {

    /**
     * A plan to draw.
     *
     * @param title what it is
     * @param fit the plan, and the memory beside it that stays unused
     */
    record Bar(String title, PlanFit fit) {}

    /**
     * A step begins that may take longer than a second.
     *
     * @param step what is being done
     */
    void begin(String step);

    /**
     * The step that began last goes on.
     *
     * @param detail what is happening within it
     */
    void detail(String detail);

    /**
     * The step that began last is done.
     *
     * @param result what came of it
     * @param took how long it took
     */
    void end(String result, Duration took);

    /**
     * A new part of the report begins.
     *
     * @param title what it is about
     */
    void heading(String title);

    /**
     * A line of the report.
     *
     * @param text the line
     */
    void line(String text);

    /**
     * Draws plans below each other, in one scale.
     *
     * @param bars the plans, the first at the top
     */
    void picture(List<Bar> bars);

    /**
     * Shows a table.
     *
     * @param titles the titles of the columns
     * @param rows the cells of each row, as many as there are titles
     */
    void table(List<String> titles, List<List<String>> rows);
}
