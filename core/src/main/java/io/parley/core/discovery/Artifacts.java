package io.parley.core.discovery;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names the jar or directory that a class or a registration file came from, as far as can be told. */
final class Artifacts {

    static final String UNKNOWN = "unknown artifact";

    private Artifacts() {}

    static String of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        if (location != null) {
            return name(location.toString());
        }
        Package declared = type.getPackage();
        String title = declared == null ? null : declared.getImplementationTitle();
        if (declared == null || title == null) {
            return UNKNOWN;
        }
        String version = declared.getImplementationVersion();
        return version == null ? title : title + " " + version;
    }

    /** Names what holds a file under {@code META-INF/services}. */
    static String ofRegistration(URL file) {
        String text = file.toString();
        int inside = text.lastIndexOf("META-INF/services/");
        return name(inside < 0 ? text : text.substring(0, inside));
    }

    private static String name(String location) {
        String text = location.startsWith("jar:") ? location.substring("jar:".length()) : location;
        while (text.endsWith("/") || text.endsWith("!")) {
            text = text.substring(0, text.length() - 1);
        }
        Path path = pathOrNull(text);
        if (path == null) {
            return text;
        }
        Path last = path.getFileName();
        return last != null && last.toString().toLowerCase(Locale.ROOT).endsWith(".jar")
                ? last.toString()
                : path.toString();
    }

    private static @Nullable Path pathOrNull(String location) {
        try {
            URI uri = new URI(location);
            return "file".equals(uri.getScheme()) ? Path.of(uri) : null;
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }
}
