package io.parley.mesos.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.ProcessLauncher;
import io.parley.api.size.MemorySize;
import io.parley.mesos.MesosResourceTranslator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The adapter without the jar of ZooKeeper, which is optional. */
@Timeout(30)
class MissingZooKeeperTest {

    /** Has the adapter's own classes, and none of ZooKeeper's. */
    private static final class Loader extends ClassLoader {

        Loader() {
            super(MissingZooKeeperTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.apache.zookeeper.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.parley.mesos.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (@Nullable InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private static LaunchRequest request(String master) {
        FlinkConfiguration configuration =
                FlinkConfiguration.of(Map.of("mesos.master", master, "parley.mesos.master-timeout", "1 s"));
        return LaunchRequest.of(
                        new MesosResourceTranslator()
                                .requirements(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)), configuration),
                        configuration,
                        new FlinkDistribution(FlinkVersion.line(2, 3), List.of(Path.of("/jars/flink.jar"))))
                .build();
    }

    @Test
    void addressOfZooKeeperIsRefusedByTheNameOfTheJar() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Class<?> launcher = new Loader().loadClass(MesosLauncher.class.getName());
        assertThat(launcher).isNotEqualTo(MesosLauncher.class);
        ProcessLauncher mesos =
                (ProcessLauncher) launcher.getDeclaredConstructor().newInstance();

        assertThatIllegalStateException()
                .isThrownBy(() -> mesos.launch(request("zk://me:hunter2@127.0.0.1:2181/mesos"), LaunchListener.NONE))
                .withMessage("The address zk://me:…@127.0.0.1:2181/mesos of the Mesos masters needs"
                        + " org.apache.zookeeper:zookeeper (3.9) on the class path. Add it, or name the masters by"
                        + " host:port (mesos.master).");
        assertThat(mesos.preview(request("zk://me:hunter2@127.0.0.1:2181/mesos")))
                .contains("masters: zk://me:…@127.0.0.1:2181/mesos");
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !before.contains(thread))
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("parley-mesos"));
    }
}
