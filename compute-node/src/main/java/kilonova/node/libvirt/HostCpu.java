package kilonova.node.libvirt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * The processor of the host as libvirt tells of it. What it does not tell (its test driver names no vendor) is empty.
 *
 * @param topology sockets, cores, threads and the like, in libvirt's order
 * @param features sorted
 */
record HostCpu(
        String arch,
        Optional<String> model,
        Optional<String> vendor,
        Map<String, Integer> topology,
        List<String> features) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DOCTYPES = "http://apache.org/xml/features/disallow-doctype-decl";

    /** @throws IOException when it is not an account of a host's capabilities */
    static HostCpu of(String capabilities) throws IOException {
        var cpu = child(child(document(capabilities), "host"), "cpu");
        var topology = new LinkedHashMap<String, Integer>();
        var features = new ArrayList<String>();
        for (var each : children(cpu)) {
            switch (each.getTagName()) {
                case "topology" -> {
                    for (String name : List.of("sockets", "dies", "cores", "threads")) {
                        if (each.hasAttribute(name)) {
                            topology.put(name, number(each.getAttribute(name)));
                        }
                    }
                }
                case "feature" -> features.add(each.getAttribute("name"));
                default -> {}
            }
        }
        return new HostCpu(
                text(cpu, "arch").orElseThrow(() -> new IOException("libvirt names no architecture of the host")),
                text(cpu, "model"),
                text(cpu, "vendor"),
                topology,
                features.stream().sorted().toList());
    }

    /** In Nova's words. */
    String json() {
        var view = JSON.createObjectNode().put("arch", arch);
        model.ifPresent(name -> view.put("model", name));
        vendor.ifPresent(name -> view.put("vendor", name));
        var features = view.putArray("features");
        this.features.forEach(features::add);
        var topology = view.putObject("topology");
        this.topology.forEach(topology::put);
        try {
            return JSON.writeValueAsString(view);
        } catch (JsonProcessingException never) {
            throw new IllegalStateException(never);
        }
    }

    private static Element document(String text) throws IOException {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature(DOCTYPES, true);
            return factory.newDocumentBuilder()
                    .parse(new InputSource(new StringReader(text)))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException unreadable) {
            throw new IOException("libvirt's capabilities cannot be read", unreadable);
        }
    }

    private static Element child(Element parent, String name) throws IOException {
        return children(parent).stream()
                .filter(each -> each.getTagName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException("libvirt's capabilities name no " + name));
    }

    private static Optional<String> text(Element parent, String name) {
        return children(parent).stream()
                .filter(each -> each.getTagName().equals(name))
                .map(each -> each.getTextContent().strip())
                .findFirst();
    }

    private static List<Element> children(Element parent) {
        var found = new ArrayList<Element>();
        for (Node each = parent.getFirstChild(); each != null; each = each.getNextSibling()) {
            if (each instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    private static int number(String text) throws IOException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException strange) {
            throw new IOException("libvirt's topology of the host: " + text, strange);
        }
    }
}
