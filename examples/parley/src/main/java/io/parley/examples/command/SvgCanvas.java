package io.parley.examples.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Collects the shapes of an SVG picture, each on a line of its own. Colours stand beside the shapes, so that they
 * survive where style sheets are taken out; the style sheet only adds those for a dark background. Not thread-safe.
 */
final class SvgCanvas {

    private static final String FONTS =
            "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif";

    private final List<String> shapes = new ArrayList<>();
    private final int width;

    /** What changes its colour with the background. */
    enum Ink {
        CARD("#ffffff", "#0f172a"),
        BORDER("#94a3b8", "#7b8ca6"),
        OUTER("#f1f5f9", "#1e293b"),
        INNER("#dde5ee", "#2c3a50"),
        INNERMOST("#f8fafc", "#3d4d66"),
        TEXT("#0f172a", "#f8fafc"),
        MUTED("#475569", "#cbd5e1"),
        /** For texts on coloured blocks, which stay as they are. */
        ON_BLOCK("#ffffff", "#ffffff");

        private final String light;
        private final String dark;

        Ink(String light, String dark) {
            this.light = light;
            this.dark = dark;
        }

        private String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private String fill() {
            return "class=\"" + id() + "\" fill=\"" + light + "\"";
        }

        private String outline() {
            return "class=\"" + id() + "-line\" stroke=\"" + light + "\"";
        }

        private String darkRules() {
            return ".parley ." + id() + "{fill:" + dark + "}.parley ." + id() + "-line{stroke:" + dark + "}";
        }
    }

    /** Where a text stands from its point. */
    enum Anchor {
        START("start"),
        END("end");

        private final String id;

        Anchor(String id) {
            this.id = id;
        }
    }

    /**
     * How letters look.
     *
     * @param size their size in pixels
     * @param weight 400 is usual, 600 is bold
     */
    record Font(int size, int weight) {}

    /**
     * A rectangle in pixels.
     *
     * @param x the left side
     * @param y the upper side
     * @param width how wide
     * @param height how high
     */
    record Area(int x, int y, int width, int height) {}

    SvgCanvas(int width) {
        this.width = width;
    }

    /** Fills an area with a colour that stays. */
    void block(Area area, String colour) {
        shapes.add("<rect " + attributes(area, 4) + " fill=\"" + colour + "\"/>");
    }

    /** Fills and borders an area. */
    void frame(Area area, Ink ink) {
        shapes.add("<rect " + attributes(area, 8) + " " + ink.fill() + "/>");
        shapes.add("<rect " + attributes(area, 8) + " fill=\"none\" " + Ink.BORDER.outline() + "/>");
    }

    /** Draws the border of what is not there. */
    void hollow(Area area) {
        shapes.add("<rect " + attributes(area, 4) + " fill=\"none\" stroke-dasharray=\"4 3\" " + Ink.BORDER.outline()
                + "/>");
    }

    /** Writes a text; its point is at the lower end of its letters. */
    void text(int x, int y, Anchor anchor, Font font, Ink ink, String text) {
        shapes.add("<text " + attributes(x, y, anchor, font) + " " + ink.fill() + ">" + escaped(text) + "</text>");
    }

    private static String attributes(Area area, int radius) {
        return "x=\"" + area.x() + "\" y=\"" + area.y() + "\" width=\"" + area.width() + "\" height=\"" + area.height()
                + "\" rx=\"" + radius + "\"";
    }

    private static String attributes(int x, int y, Anchor anchor, Font font) {
        return "x=\"" + x + "\" y=\"" + y + "\" text-anchor=\"" + anchor.id + "\" font-size=\"" + font.size()
                + "\" font-weight=\"" + font.weight() + "\"";
    }

    /**
     * Gives the document.
     *
     * @param height how high it is
     * @param title what it is, for those who do not see it
     * @param description all that it says, for those who do not see it
     */
    String document(int height, String title, String description) {
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"parley\" role=\"img\" width=\"")
                .append(width)
                .append("\" height=\"")
                .append(height)
                .append("\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append("\" font-family=\"")
                .append(FONTS)
                .append("\">\n");
        svg.append("<title>").append(escaped(title)).append("</title>\n");
        svg.append("<desc>").append(escaped(description)).append("</desc>\n");
        svg.append("<style>@media (prefers-color-scheme:dark){");
        for (Ink ink : Ink.values()) {
            svg.append(ink.darkRules());
        }
        svg.append("}</style>\n");
        shapes.forEach(shape -> svg.append(shape).append('\n'));
        return svg.append("</svg>").toString();
    }

    /** Writes everything beyond ASCII as a number, so that the encoding of a file does not matter. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> {
                    if (character >= ' ' && character < 0x7f) {
                        escaped.append((char) character);
                    } else {
                        escaped.append("&#")
                                .append(isOfXml(character) ? character : 0xfffd)
                                .append(';');
                    }
                }
            }
        });
        return escaped.toString();
    }

    private static boolean isOfXml(int character) {
        return character >= ' '
                && !(character >= 0xd800 && character <= 0xdfff)
                && character != 0xfffe
                && character != 0xffff;
    }
}
