package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.resolution.MemoryPlanResolver;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class PlanSvgTest {

    /** How wide a letter is in a wide font, as a share of its size; bold and usual. */
    private static final double BOLD = 0.7;

    private static final double USUAL = 0.65;
    private static final double LEAST_CONTRAST = 4.5;

    static Stream<ProcessMemoryPlan> plans() {
        return Stream.of(
                jobManager("1600m"),
                jobManager("2048m"),
                jobManager("9223372036854775807b"),
                TaskManagerPlans.USUAL.plan(),
                TaskManagerPlans.USUAL
                        .with(MemoryPart.TASK_OFF_HEAP, MemorySize.ZERO)
                        .with(MemoryPart.NETWORK, MemorySize.ofBytes(1))
                        .plan(),
                TaskManagerPlans.USUAL
                        .with(MemoryPart.MANAGED, MemorySize.ofMebibytes(60_000))
                        .plan(),
                TaskManagerPlans.USUAL
                        .with(MemoryPart.MANAGED, MemorySize.ofBytes(Long.MAX_VALUE - (4L << 30) - 1))
                        .plan(),
                everyPart(MemorySize.ZERO),
                everyPart(MemorySize.ofBytes(1)),
                everyPart(MemorySize.ofBytes(Long.MAX_VALUE / 8)));
    }

    private static ProcessMemoryPlan everyPart(MemorySize size) {
        TaskManagerPlans plans = TaskManagerPlans.USUAL;
        for (MemoryPart part : TaskManagerPlans.USUAL.sizes().keySet()) {
            plans = plans.with(part, size);
        }
        return plans.plan();
    }

    private static ProcessMemoryPlan jobManager(String size) {
        return MemoryPlanResolver.of(
                        FlinkVersion.line(2, 3),
                        EnvironmentRegistry.discover().environment("yarn").description())
                .jobManager(FlinkConfiguration.of(Map.of("jobmanager.memory.process.size", size)));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void namesEveryPartWithItsSize(ProcessMemoryPlan plan) {
        List<String> texts =
                texts(PlanSvg.of("yarn", plan)).stream().map(Text::text).toList();

        assertThat(texts).contains(plan.process() + " memory");
        for (PartTree part : PartTree.of(plan).flattened()) {
            int name = texts.indexOf(part.part().toString());
            assertThat(name).as(part.part().toString()).isNotNegative();
            assertThat(texts.get(name + 1)).isEqualTo(part.size().toShortString());
            if (!PlanTable.isToldInShort(part.size())) {
                assertThat(texts.get(name + 3)).isEqualTo(part.size().bytes() + " bytes");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void writesNoTextOverAnother(ProcessMemoryPlan plan) {
        List<Text> texts = texts(PlanSvg.of("an-environment-with-a-long-name", plan));

        for (int i = 0; i < texts.size(); i++) {
            Text text = texts.get(i);
            assertThat(texts.subList(i + 1, texts.size()))
                    .allSatisfy(other -> assertThat(other.box().intersects(text.box()))
                            .as("%s over %s", text, other)
                            .isFalse());
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void drawsEveryTextAndBoxInsideThePicture(ProcessMemoryPlan plan) {
        Document svg = parsed(PlanSvg.of("an-environment-with-a-long-name", plan));
        Element root = svg.getDocumentElement();
        int height = Integer.parseInt(root.getAttribute("height"));

        assertThat(root.getAttribute("width")).isEqualTo("600");
        assertThat(root.getAttribute("viewBox")).isEqualTo("0 0 600 " + height);
        Rectangle2D picture = new Rectangle2D.Double(0, 0, 600, height);
        assertThat(texts(svg))
                .allSatisfy(text ->
                        assertThat(picture.contains(text.box())).as("%s", text).isTrue());
        assertThat(rectangles(svg))
                .allSatisfy(
                        box -> assertThat(picture.contains(box)).as("%s", box).isTrue());
    }

    @ParameterizedTest
    @MethodSource("plans")
    void drawsBoxesBesideOrInsideOneAnother(ProcessMemoryPlan plan) {
        List<Rectangle2D> boxes = rectangles(parsed(PlanSvg.of("yarn", plan)));

        for (Rectangle2D box : boxes) {
            assertThat(boxes)
                    .allSatisfy(
                            other -> assertThat(!box.intersects(other) || box.contains(other) || other.contains(box))
                                    .as("%s and %s", box, other)
                                    .isTrue());
        }
    }

    @Test
    void drawsComponentsToScaleWhereTheirTextFits() {
        List<Rectangle2D> boxes = rectangles(parsed(PlanSvg.of("yarn", jobManager("8g"))));
        List<Double> heights = boxes.stream().map(Rectangle2D::getHeight).toList();

        // 6988.8, 128, 256 and 819.2 MiB; the smaller ones are as high as their text.
        assertThat(heights).contains(290.0, 28.0, 44.0);
        assertThat(PlanSvg.of("yarn", jobManager("8g"))).contains("except for parts too thin for their text.");
        assertThat(PlanSvg.of("yarn", everyPart(MemorySize.ofMebibytes(1)))).doesNotContain("too thin");
    }

    @Test
    void drawsTheHeapAndTheDirectMemoryOfATaskManagerAsWholes() {
        List<String> texts = texts(PlanSvg.of("yarn", TaskManagerPlans.USUAL.plan())).stream()
                .map(Text::text)
                .toList();

        assertThat(texts.get(texts.indexOf("JVM Heap") + 1)).isEqualTo("384 MiB");
        assertThat(texts.get(texts.indexOf("Direct Memory") + 1)).isEqualTo("320 MiB");
        assertThat(texts).contains("yarn, Flink 2.3, 1 CPU, led by Total Process Memory");
    }

    @Test
    void saysAllInWordsToThoseWhoDoNotSeeIt() {
        Element root = parsed(PlanSvg.of("yarn", jobManager("1600m"))).getDocumentElement();

        assertThat(root.getAttribute("role")).isEqualTo("img");
        assertThat(root.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("JobManager memory on yarn: 1600 MiB");
        assertThat(root.getElementsByTagName("desc").item(0).getTextContent())
                .contains("led by Total Process Memory")
                .contains("JVM Heap 1024 MiB (1073741824 bytes).")
                .contains("JVM Overhead 192 MiB (201326592 bytes).");
    }

    @Test
    void isLegibleOnLightAndDark() {
        String svg = PlanSvg.of("yarn", TaskManagerPlans.USUAL.plan());

        assertThat(svg).contains("@media (prefers-color-scheme:dark){.parley .card{fill:");
        NodeList boxes = parsed(svg).getElementsByTagName("rect");
        assertThat(IntStream.range(0, boxes.getLength())
                        .mapToObj(i -> (Element) boxes.item(i))
                        .filter(box -> !box.hasAttribute("class"))
                        .map(box -> box.getAttribute("fill")))
                .hasSize(8)
                .doesNotHaveDuplicates()
                .allSatisfy(colour ->
                        assertThat(1.05 / (luminance(colour) + 0.05)).as(colour).isGreaterThan(LEAST_CONTRAST));
    }

    @Test
    void escapesWhatXmlReserves() {
        String name = "<a b=\"x\">&amp;\u0001\u00e4\ud83d\ude00";

        Document svg = parsed(PlanSvg.of(name, jobManager("1600m")));

        assertThat(texts(svg))
                .extracting(Text::text)
                .contains("<a b=\"x\">&amp;\ufffd\u00e4\ud83d\ude00, Flink 2.3, led by Total Process Memory");
        assertThat(PlanSvg.of(name, jobManager("1600m"))).isASCII();
    }

    @Test
    void cutsANameThatIsTooLong() {
        assertThat(texts(PlanSvg.of("n".repeat(200), jobManager("1600m"))))
                .extracting(Text::text)
                .contains("n".repeat(59) + "\u2026", "Flink 2.3, led by Total Process Memory");
    }

    @Test
    void drawsTheSameForTheSamePlan() {
        assertThat(PlanSvg.of("yarn", jobManager("2g"))).isEqualTo(PlanSvg.of("yarn", jobManager("2g")));
    }

    /** A text and where it stands. */
    private record Text(String text, Rectangle2D box) {}

    private static List<Text> texts(String svg) {
        return texts(parsed(svg));
    }

    private static List<Text> texts(Document svg) {
        NodeList elements = svg.getElementsByTagName("text");
        List<Text> texts = new ArrayList<>();
        for (int i = 0; i < elements.getLength(); i++) {
            Element element = (Element) elements.item(i);
            double size = number(element, "font-size");
            boolean bold = element.getAttribute("font-weight").equals("600");
            double width = element.getTextContent().length() * size * (bold ? BOLD : USUAL);
            double x =
                    number(element, "x") - (element.getAttribute("text-anchor").equals("end") ? width : 0);
            double y = number(element, "y") - size * 0.8;
            texts.add(new Text(element.getTextContent(), new Rectangle2D.Double(x, y, width, size)));
        }
        return texts;
    }

    private static List<Rectangle2D> rectangles(Document svg) {
        NodeList elements = svg.getElementsByTagName("rect");
        return IntStream.range(0, elements.getLength())
                .mapToObj(i -> (Element) elements.item(i))
                .<Rectangle2D>map(element -> new Rectangle2D.Double(
                        number(element, "x"),
                        number(element, "y"),
                        number(element, "width"),
                        number(element, "height")))
                .toList();
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static Document parsed(String svg) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException(svg, e);
        }
    }

    /** As the Web Content Accessibility Guidelines define it. */
    private static double luminance(String colour) {
        double[] channels = IntStream.of(1, 3, 5)
                .mapToDouble(start -> Integer.parseInt(colour.substring(start, start + 2), 16) / 255.0)
                .map(channel -> channel <= 0.03928 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4))
                .toArray();
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2];
    }
}
