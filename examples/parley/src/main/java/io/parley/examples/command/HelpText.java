package io.parley.examples.command;

import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.IParamLabelRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The help of a command, which writes a blank between an option and its value: -D takes a text with an = itself. */
final class HelpText extends Help {

    private static final int WIDTH = 100;

    HelpText(CommandSpec command, ColorScheme colours) {
        super(command, colours);
    }

    /** Sets sections apart by blank lines, in a command and its subcommands. */
    static void layOut(CommandSpec command) {
        UsageMessageSpec usage = command.usageMessage();
        usage.width(WIDTH);
        usage.abbreviateSynopsis(true);
        usage.descriptionHeading("%n");
        usage.optionListHeading("%nOptions:%n");
        usage.commandListHeading("%nCommands:%n");
        command.subcommands().values().forEach(subcommand -> layOut(subcommand.getCommandSpec()));
    }

    @Override
    public IParamLabelRenderer parameterLabelRenderer() {
        return new IParamLabelRenderer() {
            @Override
            public Text renderParameterLabel(ArgSpec argument, Ansi ansi, List<IStyle> styles) {
                return argument.arity().max() == 0
                        ? ansi.text("")
                        : ansi.text(argument.isPositional() ? "" : separator())
                                .concat(colorScheme().apply(argument.paramLabel(), styles));
            }

            @Override
            public String separator() {
                return " ";
            }
        };
    }
}
