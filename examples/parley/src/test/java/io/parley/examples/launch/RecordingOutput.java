package io.parley.examples.launch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps everything that a launch shows, one text for each call. */
final class RecordingOutput implements LaunchOutput {

    private final List<String> shown = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    List<String> shown() {
        return List.copyOf(shown);
    }

    /** Gives the rows of all tables. */
    List<List<String>> rows() {
        return List.copyOf(rows);
    }

    @Override
    public void begin(String step) {
        shown.add("begin " + step);
    }

    @Override
    public void detail(String detail) {
        shown.add("detail " + detail);
    }

    @Override
    public void end(String result, Duration took) {
        shown.add("end " + result);
    }

    @Override
    public void heading(String title) {
        shown.add("heading " + title);
    }

    @Override
    public void line(String text) {
        shown.add("line " + text);
    }

    @Override
    public void picture(List<Bar> bars) {
        bars.forEach(bar -> shown.add(
                "bar " + bar.title() + " " + bar.fit().plan().totalProcess().bytes()));
    }

    @Override
    public void table(List<String> titles, List<List<String>> tableRows) {
        tableRows.forEach(row -> assertSameLength(titles, row));
        rows.addAll(tableRows);
    }

    private static void assertSameLength(List<String> titles, List<String> row) {
        if (titles.size() != row.size()) {
            throw new AssertionError("The row " + row + " does not fit the titles " + titles + ".");
        }
    }
}
