package io.parley.yarn.negotiation;

/** A JVM that does nothing but has the large address space of every JVM. */
final class Idle {

    private Idle() {}

    /** Runs until it is ended. */
    public static void main(String[] arguments) throws InterruptedException {
        Thread.currentThread().join();
    }

    /** Gives a command that runs it, for a shell. */
    static String command() {
        String classes =
                Idle.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        return "exec '" + System.getProperty("java.home") + "/bin/java' -Xmx16m -cp '" + classes + "' "
                + Idle.class.getName();
    }
}
