package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.mesos.simulator.http.MalformedMessageException;
import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;

class RecordedMessagesTest {

    /** A capability that the types of 1.11.0 do not know. */
    private static final String NEWER = ",{\"type\":\"QUOTA_V2\"}";

    private static final String NEWER_READ = ",{}";

    @Test
    void writesEveryRecordedEventAsItWas() throws IOException, MalformedMessageException {
        int events = 0;
        for (String name : Recording.names()) {
            Recording recording = Recording.of(name);
            for (String stream : recording.streams()) {
                MessageFormat format = recording.format(stream);
                for (byte[] record : recording.records(stream)) {
                    Event.Builder event = Event.newBuilder();
                    format.read(record, event);
                    byte[] written = format.write(event.build());
                    events++;
                    if (format == MessageFormat.JSON) {
                        assertThat(text(written).replace(NEWER_READ, ""))
                                .isEqualTo(text(record).replace(NEWER, ""));
                    } else {
                        assertThat(written).isEqualTo(record);
                    }
                }
            }
        }
        assertThat(events).isGreaterThan(290);
    }

    private static String text(byte[] json) {
        // Mesos writes the last digit of some of these otherwise than as the nearest.
        return new String(json, StandardCharsets.UTF_8).replaceAll("(\"timestamp\":\\d+\\.\\d{0,6})\\d*", "$1");
    }
}
