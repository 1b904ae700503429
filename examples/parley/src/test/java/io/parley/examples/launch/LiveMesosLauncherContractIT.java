package io.parley.examples.launch;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The rules of a launcher on a live master whose agent is this machine; skipped where none is named. */
@EnabledIfSystemProperty(
        named = "parley.mesos.master",
        matches = ".+",
        disabledReason = "Skipped: there is no live master; name one whose agent is this machine by"
                + " -Dparley.mesos.master=http://HOST:PORT.")
class LiveMesosLauncherContractIT extends MesosLauncherContractIT {

    @Override
    MesosUnderTest.Kind kind() {
        return MesosUnderTest.Kind.LIVE;
    }
}
