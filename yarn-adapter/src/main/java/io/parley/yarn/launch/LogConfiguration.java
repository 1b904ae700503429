package io.parley.yarn.launch;

/** What Flink's processes log and where, when the caller ships no log4j.properties. */
final class LogConfiguration {

    /** Its name in a container's working directory. */
    static final String FILE = "log4j.properties";

    /** Log4j 2, the file named by the system property log.file. */
    static final String DEFAULT = """
            rootLogger.level = INFO
            rootLogger.appenderRef.file.ref = FileAppender
            logger.hadoop.name = org.apache.hadoop
            logger.hadoop.level = WARN
            logger.netty.name = org.jboss.netty.channel.DefaultChannelPipeline
            logger.netty.level = OFF
            appender.file.name = FileAppender
            appender.file.type = FILE
            appender.file.fileName = ${sys:log.file}
            appender.file.layout.type = PatternLayout
            appender.file.layout.pattern = %d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %-60c %x - %m%n
            """;

    private LogConfiguration() {}
}
