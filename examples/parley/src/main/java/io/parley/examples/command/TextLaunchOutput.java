package io.parley.examples.command;

import io.parley.examples.command.TextTable.Align;
import io.parley.examples.launch.LaunchOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Shows a launch as text: each step as a line when it begins, and its result below when it is done. Not thread-safe.
 */
final class TextLaunchOutput implements LaunchOutput {

    private static final String INDENT = "  ";
    private static final Pattern WORD_AT_THE_START = Pattern.compile("\\p{Ll}+ .*", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("[0-9.]+|-");

    private final CommandContext context;
    private Kind last = Kind.NOTHING;

    /** What was written last, which decides where blank lines go. */
    private enum Kind {
        NOTHING,
        HEADING,
        LINE,
        BLOCK
    }

    TextLaunchOutput(CommandContext context) {
        this.context = context;
    }

    @Override
    public void begin(String step) {
        startLine();
        context.print(capitalized(step) + " ...");
    }

    @Override
    public void detail(String detail) {
        startLine();
        context.print(INDENT + context.styled(TerminalStyle.DIM, detail));
    }

    @Override
    public void end(String result, Duration took) {
        startLine();
        context.print(INDENT
                + context.styled(TerminalStyle.GREEN, result)
                + String.format(Locale.ROOT, " (%.1f s)", took.toMillis() / 1000.0));
    }

    @Override
    public void heading(String title) {
        if (last != Kind.NOTHING) {
            context.print("");
        }
        last = Kind.HEADING;
        context.print(context.styled(TerminalStyle.BOLD, title));
    }

    @Override
    public void line(String text) {
        startLine();
        context.print(text);
    }

    @Override
    public void picture(List<Bar> bars) {
        List<PlanPicture.Bar> plans = bars.stream()
                .map(bar -> PlanPicture.Bar.of(bar.title(), bar.fit()))
                .toList();
        startBlock();
        context.printSections(List.of(context.bars(plans), PlanTable.sizes(plans, context.picture())));
    }

    @Override
    public void table(List<String> titles, List<List<String>> rows) {
        TextTable table = new TextTable(columns(titles.size(), rows));
        table.row(titles);
        rows.forEach(table::row);
        startBlock();
        context.print(table.lines());
    }

    private static Align[] columns(int count, List<List<String>> rows) {
        List<Align> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int column = i;
            boolean numbers = rows.stream()
                    .allMatch(row -> NUMBER.matcher(row.get(column)).matches());
            columns.add(numbers ? Align.RIGHT : Align.LEFT);
        }
        return columns.toArray(Align[]::new);
    }

    private void startLine() {
        if (last == Kind.BLOCK) {
            context.print("");
        }
        last = Kind.LINE;
    }

    private void startBlock() {
        if (last == Kind.LINE || last == Kind.BLOCK) {
            context.print("");
        }
        last = Kind.BLOCK;
    }

    /** Starts a sentence with a capital; what starts with a name stays as it is. */
    private static String capitalized(String step) {
        return WORD_AT_THE_START.matcher(step).matches()
                ? Character.toUpperCase(step.charAt(0)) + step.substring(1)
                : step;
    }
}
