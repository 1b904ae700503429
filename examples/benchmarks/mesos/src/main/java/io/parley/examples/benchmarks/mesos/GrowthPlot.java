package io.parley.examples.benchmarks.mesos;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws time by size, both axes logarithmic, with a line of n log n beside each series. Stateless. */
final class GrowthPlot {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 460;
    private static final int LEFT = 80;
    private static final int RIGHT = 40;
    private static final int TOP = 56;
    private static final int BOTTOM = 60;
    private static final List<String> COLOURS = List.of("#2f5d9b", "#a8475f");

    private final StringBuilder svg = new StringBuilder();
    private final double lowestSize;
    private final double highestSize;
    private final double lowestMillis;
    private final double highestMillis;

    /**
     * A size and its time.
     *
     * @param size so many offers by so many demands
     * @param nanos the time
     */
    record Point(int size, long nanos) {

        double overNLogN() {
            return nanos / nLogN(size);
        }

        private static double nLogN(int size) {
            return size * Math.log(Math.max(2, size));
        }
    }

    /**
     * Points in ascending order.
     *
     * @param name what was measured
     * @param points at least one
     */
    record Series(String name, List<Point> points) {

        Series {
            points = List.copyOf(points);
        }
    }

    private GrowthPlot(List<Series> all) {
        List<Point> points =
                all.stream().flatMap(series -> series.points().stream()).toList();
        lowestSize = points.stream().mapToInt(Point::size).min().orElse(1);
        highestSize = Math.max(
                lowestSize + 1, points.stream().mapToInt(Point::size).max().orElse(10));
        lowestMillis = decade(points.stream().mapToLong(Point::nanos).min().orElse(1) / 1e6);
        highestMillis =
                10 * decade(points.stream().mapToLong(Point::nanos).max().orElse(1) / 1e6);
    }

    private static double decade(double millis) {
        return Math.pow(10, Math.floor(Math.log10(Math.max(1e-3, millis))));
    }

    /** Gives the picture as an SVG document. */
    static String svg(List<Series> all) {
        return new GrowthPlot(all).draw(all);
    }

    private String draw(List<Series> all) {
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"13\" role=\"img\">",
                WIDTH, HEIGHT, WIDTH, HEIGHT);
        line("<title>Time to match offers, by their number</title>");
        line("<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
        text(LEFT, 28, "start", "Time to match n offers with n demands");
        axes();
        for (int i = 0; i < all.size(); i++) {
            draw(all.get(i), COLOURS.get(i % COLOURS.size()), TOP + 18 + 36 * i);
        }
        line("</svg>");
        return svg.toString();
    }

    private void axes() {
        for (double millis = lowestMillis; millis <= highestMillis * 1.001; millis *= 10) {
            line("<path d=\"M%d %.1f H%d\" stroke=\"#d0d0d0\"/>", LEFT, y(millis), WIDTH - RIGHT);
            text(
                    LEFT - 8,
                    y(millis) + 4,
                    "end",
                    (millis < 1 ? String.valueOf(millis) : format("%,.0f", millis)) + " ms");
        }
        for (double size = lowestSize; size <= highestSize * 1.001; size *= 10) {
            line("<path d=\"M%.1f %d V%d\" stroke=\"#d0d0d0\"/>", x(size), TOP, HEIGHT - BOTTOM);
            text(x(size), HEIGHT - BOTTOM + 20, "middle", format("%,.0f", size));
        }
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, "middle", "offers, and as many demands");
    }

    private void draw(Series series, String colour, int legend) {
        Point first = series.points().get(0);
        line("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", path(series.points()), colour);
        series.points()
                .forEach(point -> line(
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"><title>%,d: %.2f ms</title></circle>",
                        x(point.size()), y(point.nanos() / 1e6), colour, point.size(), point.nanos() / 1e6));
        List<Point> reference = series.points().stream()
                .map(point -> new Point(point.size(), (long) (first.overNLogN() * Point.nLogN(point.size()))))
                .toList();
        line("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-dasharray=\"5 4\"/>", path(reference), colour);
        line("<path d=\"M%d %d h28\" stroke=\"%s\" stroke-width=\"2\"/>", LEFT + 16, legend, colour);
        text(LEFT + 52, legend + 4, "start", series.name());
        line("<path d=\"M%d %d h28\" stroke=\"%s\" stroke-dasharray=\"5 4\"/>", LEFT + 16, legend + 17, colour);
        text(LEFT + 52, legend + 21, "start", "n log n from its first point");
    }

    private String path(List<Point> points) {
        return points.stream()
                .map(point -> format("%.1f %.1f", x(point.size()), y(point.nanos() / 1e6)))
                .collect(Collectors.joining(" L", "M", ""));
    }

    private double x(double size) {
        double share = Math.log(size / lowestSize) / Math.log(highestSize / lowestSize);
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private double y(double millis) {
        double share = Math.log(millis / lowestMillis) / Math.log(highestMillis / lowestMillis);
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private void text(double x, double y, String anchor, String words) {
        line("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#222222\">%s</text>", x, y, anchor, words);
    }

    private void line(String pattern, Object... values) {
        svg.append(format(pattern, values)).append('\n');
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
