package io.parley.examples.launch;

import io.parley.api.launch.FlinkDistribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.api.impl.YarnClientImpl;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** Flink's own client of YARN, of any version, in a class loader of its own. */
final class FlinkDescriptor {

    private static final String DESCRIPTOR = "org.apache.flink.yarn.YarnClusterDescriptor";
    private static final String RETRIEVER = "org.apache.flink.yarn.YarnClientYarnClusterInformationRetriever";
    private static final String CONFIGURATION = "org.apache.flink.configuration.Configuration";
    private static final String SPECIFICATION =
            "org.apache.flink.client.deployment.ClusterSpecification$ClusterSpecificationBuilder";

    private FlinkDescriptor() {}

    /** Hadoop's classes of this JVM and nothing else of it, so that Flink has its own libraries. */
    private static final class HadoopOnly extends ClassLoader {

        HadoopOnly() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("org.apache.hadoop.")) {
                return FlinkDescriptor.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }

    /** Hands applications in and tells that they run, whatever becomes of them. */
    private static final class HandsIn extends YarnClientImpl {

        private String submitted = "";

        @Override
        public ApplicationId submitApplication(ApplicationSubmissionContext context) throws YarnException, IOException {
            submitted = super.submitApplication(context).toString();
            return context.getApplicationId();
        }

        @Override
        public ApplicationReport getApplicationReport(ApplicationId id) throws YarnException, IOException {
            ApplicationReport report = super.getApplicationReport(id);
            if (!submitted.isEmpty()) {
                report.setYarnApplicationState(YarnApplicationState.RUNNING);
                report.setHost("localhost");
                report.setRpcPort(1);
            }
            return report;
        }
    }

    /**
     * Hands in a session as Flink's own command line does.
     *
     * @param memoryMebibytes the size that the command line makes of the configuration
     * @return the application's id
     */
    static String handIn(
            FlinkDistribution distribution, Map<String, String> entries, YarnConfiguration yarn, int memoryMebibytes)
            throws Exception {
        URL[] jars = distribution.jars().stream().map(FlinkDescriptor::url).toArray(URL[]::new);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        HandsIn client = new HandsIn();
        client.init(yarn);
        client.start();
        try (URLClassLoader loader = new URLClassLoader(jars, new HadoopOnly())) {
            thread.setContextClassLoader(loader);
            Object configuration =
                    loader.loadClass(CONFIGURATION).getConstructor().newInstance();
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                configuration
                        .getClass()
                        .getMethod("setString", String.class, String.class)
                        .invoke(configuration, entry.getKey(), entry.getValue());
            }
            Constructor<?> retriever = loader.loadClass(RETRIEVER).getDeclaredConstructor(YarnClient.class);
            retriever.setAccessible(true);
            Constructor<?> constructor = Arrays.stream(
                            loader.loadClass(DESCRIPTOR).getConstructors())
                    .filter(candidate -> candidate.getParameterCount() == 5)
                    .findFirst()
                    .orElseThrow();
            Object descriptor =
                    constructor.newInstance(configuration, yarn, client, retriever.newInstance(client), true);
            Object specification =
                    loader.loadClass(SPECIFICATION).getConstructor().newInstance();
            specification.getClass().getMethod("setMasterMemoryMB", int.class).invoke(specification, memoryMebibytes);
            Object built = specification
                    .getClass()
                    .getMethod("createClusterSpecification")
                    .invoke(specification);
            descriptor
                    .getClass()
                    .getMethod("deploySessionCluster", built.getClass())
                    .invoke(descriptor, built);
            return client.submitted;
        } finally {
            thread.setContextClassLoader(before);
            client.stop();
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
