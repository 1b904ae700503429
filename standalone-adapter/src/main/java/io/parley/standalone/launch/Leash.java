package io.parley.standalone.launch;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * The main class of every process that is started on a host: it runs the real main, and ends the process when its
 * parent has gone, however that ended.
 *
 * <p>The parent holds the other end of this process's standard input. It ends with the parent, unless the parent has
 * written {@link #LET_GO} before. Compiled for Java 8, on which old versions of Flink run, and in need of no other
 * class.
 */
public final class Leash {

    /** What the parent writes to let the process live on without it. */
    static final int LET_GO = 'L';

    /** The exit status of a process that lost its parent, as after SIGHUP. */
    static final int LOST_PARENT = 129;

    /** The file in the folder that shows that the real main is about to run. */
    static final String STARTED = "started";

    private static final long END_MILLIS = 10_000;

    private Leash() {}

    /**
     * Runs another class's main.
     *
     * @param arguments the folder to remove when the parent has gone, the class, and the arguments of its main
     * @throws Throwable whatever that main throws
     */
    public static void main(String[] arguments) throws Throwable {
        File folder = new File(arguments[0]);
        CountDownLatch lost = new CountDownLatch(1);
        // Both before there is any shortage of threads or memory.
        start(() -> endByForce(lost), "parley-leash-force");
        start(() -> hold(folder, lost), "parley-leash");
        Method main = Class.forName(arguments[1]).getMethod("main", String[].class);
        // Like java itself, which runs the main of a class that is not public.
        main.setAccessible(true);
        new File(folder, STARTED).createNewFile();
        try {
            main.invoke(null, (Object) Arrays.copyOfRange(arguments, 2, arguments.length));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void hold(File folder, CountDownLatch lost) {
        int read;
        try {
            read = System.in.read();
        } catch (IOException e) {
            read = -1;
        }
        if (read == LET_GO) {
            return;
        }
        lost.countDown();
        boolean endsAlready = false;
        try {
            endDescendants();
            endsAlready = !deleteAtTheEnd(folder);
            if (!endsAlready) {
                System.exit(LOST_PARENT);
            }
        } finally {
            // Only where the above failed: exit does not return.
            if (!endsAlready) {
                Runtime.getRuntime().halt(LOST_PARENT);
            }
        }
    }

    /**
     * Gives false where this process ends already, for instance where a parent that is a script was asked to as well.
     */
    private static boolean deleteAtTheEnd(File folder) {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "parley-leash-delete"));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Ends what this process has started, by reflection: Java 8 does not know its descendants. */
    private static void endDescendants() {
        try {
            Class<?> handle = Class.forName("java.lang.ProcessHandle");
            Object current = handle.getMethod("current").invoke(null);
            Object descendants = handle.getMethod("descendants").invoke(current);
            Method end = handle.getMethod("destroyForcibly");
            for (Object descendant : ((Stream<?>) descendants).toArray()) {
                end.invoke(descendant);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // They stay, as they do on Java 8.
            return;
        }
    }

    /** Deletes a file or a folder; what a symbolic link names is not ours. */
    private static void delete(File file) {
        File[] inside = Files.isSymbolicLink(file.toPath()) ? null : file.listFiles();
        if (inside != null) {
            for (File each : inside) {
                delete(each);
            }
        }
        // What cannot be deleted stays; nobody is left to tell.
        boolean ignored = file.delete();
    }

    /** Ends this process when its shutdown hooks do not come to an end. */
    private static void endByForce(CountDownLatch lost) {
        try {
            lost.await();
            Thread.sleep(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Runtime.getRuntime().halt(LOST_PARENT);
    }
}
