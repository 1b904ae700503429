package io.parley.examples.launch;

/** The rules of a launcher on a live master whose agent is this machine; skipped where none is named. */
class LiveMesosLauncherContractIT extends MesosLauncherContractIT {

    @Override
    MesosUnderTest.Kind kind() {
        return MesosUnderTest.Kind.LIVE;
    }
}
