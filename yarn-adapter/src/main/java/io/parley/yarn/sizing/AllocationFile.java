package io.parley.yarn.sizing;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The XML of the Fair scheduler's allocation file. Stateless. */
public final class AllocationFile {

    private static final String FILE = "the Fair scheduler's allocation file";

    private AllocationFile() {}

    /**
     * Parses the file.
     *
     * @param allocations its text
     * @return its top element, which is {@code allocations}
     * @throws MalformedSettingException if it is no such file
     */
    public static Element parse(String allocations) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setIgnoringComments(true);
            var builder = factory.newDocumentBuilder();
            // The default handler prints to standard error.
            builder.setErrorHandler(null);
            Element top = builder.parse(new InputSource(new StringReader(allocations)))
                    .getDocumentElement();
            if (!top.getTagName().equals("allocations")) {
                throw new MalformedSettingException(
                        FILE, "its top element is <" + top.getTagName() + ">. Write <allocations>.");
            }
            return top;
        } catch (SAXException e) {
            throw new MalformedSettingException(FILE, "it is not XML without a document type: " + e.getMessage(), e);
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException("A text could not be parsed as XML.", e);
        }
    }

    /**
     * Tells whether an element is a queue; {@code pool} is its older name.
     *
     * @param element an element
     * @return whether it is
     */
    public static boolean isQueue(Element element) {
        return element.getTagName().equals("queue") || element.getTagName().equals("pool");
    }

    /**
     * Gives the elements within an element.
     *
     * @param element an element
     * @return its elements in order
     */
    public static List<Element> children(Element element) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = element.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            Node node = nodes.item(i);
            if (node instanceof Element child) {
                found.add(child);
            }
        }
        return found;
    }
}
