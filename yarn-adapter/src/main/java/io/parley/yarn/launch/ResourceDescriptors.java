package io.parley.yarn.launch;

import io.parley.api.configuration.FlinkVersion;
import org.apache.hadoop.yarn.api.records.LocalResourceType;

/**
 * The text by which Flink's JobManager on YARN learns of a staged file that its TaskManagers need too. Stateless.
 *
 * <p>Source: {@code org.apache.flink.yarn.YarnLocalResourceDescriptor} of 1.11.6 and 2.3.0; the format changed in 1.12
 * and in 1.19.
 */
final class ResourceDescriptors {

    private ResourceDescriptors() {}

    /**
     * Describes a staged file.
     *
     * @throws IllegalArgumentException if a name holds a character that the version's format cannot hold, or the
     *     version has no words for an archive
     */
    static String describe(FlinkVersion version, StagedFile file) {
        String path = file.path().toString();
        checkName(version, file.key());
        checkName(version, path);
        LocalResourceType type = file.kind().type();
        if (version.isAtLeast(1, 19)) {
            return "{'resourceKey':'" + file.key() + "','path':'" + path + "','size':" + file.size()
                    + ",'modificationTime':" + file.modificationTime() + ",'visibility':'"
                    + file.kind().visibility() + "','resourceType':'" + type + "'}";
        }
        if (type != LocalResourceType.FILE && !version.isAtLeast(1, 12)) {
            throw new IllegalArgumentException("Cannot ship the archive \"" + file.key() + "\" to Flink " + version
                    + " on YARN: only versions from 1.12 on can pass it on to TaskManagers. Ship its files.");
        }
        return "YarnLocalResourceDescriptor{key=" + file.key() + ", path=" + path + ", size=" + file.size()
                + ", modificationTime=" + file.modificationTime() + ", visibility="
                + file.kind().visibility() + (version.isAtLeast(1, 12) ? ", type=" + type : "") + "}";
    }

    private static void checkName(FlinkVersion version, String name) {
        String forbidden = version.isAtLeast(1, 19) ? "';\\\"" : "; ,{}";
        for (int i = 0; i < name.length(); i++) {
            if (forbidden.indexOf(name.charAt(i)) >= 0 || name.charAt(i) < ' ') {
                throw new IllegalArgumentException("Cannot ship \"" + name + "\" to Flink " + version
                        + " on YARN: its name holds the character \"" + name.charAt(i)
                        + "\", which that version cannot pass on to TaskManagers. Rename it.");
            }
        }
    }
}
