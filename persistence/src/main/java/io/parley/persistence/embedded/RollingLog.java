package io.parley.persistence.embedded;

import java.nio.file.Path;

/** The Logback configuration of a forked program: one file, at most 40 MB including its rolled predecessors. */
public final class RollingLog {

    private RollingLog() {}

    /**
     * @param log the file
     * @param loggers further XML elements, or nothing
     */
    public static String configuration(Path log, String loggers) {
        return """
                <configuration>
                  <appender name="file" class="ch.qos.logback.core.rolling.RollingFileAppender">
                    <file>%1$s</file>
                    <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
                      <fileNamePattern>%1$s.%%i</fileNamePattern>
                      <minIndex>1</minIndex>
                      <maxIndex>3</maxIndex>
                    </rollingPolicy>
                    <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
                      <maxFileSize>10MB</maxFileSize>
                    </triggeringPolicy>
                    <encoder><pattern>%%d %%-5level [%%thread] %%logger{36} %%msg %%mdc%%n</pattern></encoder>
                  </appender>
                %2$s
                  <root level="INFO"><appender-ref ref="file"/></root>
                </configuration>
                """
                .formatted(log, loggers);
    }
}
