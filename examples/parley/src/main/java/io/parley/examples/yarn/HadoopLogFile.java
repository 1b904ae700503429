package io.parley.examples.yarn;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Sends everything that Hadoop logs in this process to a file until it is closed. */
final class HadoopLogFile implements AutoCloseable {

    /**
     * Guice, inside Hadoop, warns through java.util.logging of every second web application. Held here, for a logger
     * that nobody holds is collected with its level.
     */
    private static final java.util.logging.Logger GUICE =
            java.util.logging.Logger.getLogger("org.apache.hadoop.shaded.com.google.inject");

    private final Logger root;
    private final FileAppender<ILoggingEvent> appender;

    private HadoopLogFile(Logger root, FileAppender<ILoggingEvent> appender) {
        this.root = root;
        this.appender = appender;
    }

    static HadoopLogFile open(Path file) {
        GUICE.setLevel(java.util.logging.Level.OFF);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{30} - %msg%n");
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(appender);
        return new HadoopLogFile(root, appender);
    }

    @Override
    public void close() {
        root.setLevel(Level.OFF);
        root.detachAppender(appender);
        appender.stop();
    }
}
