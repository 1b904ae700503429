package io.parley.examples.mesos.simulator.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.mesos.protobuf.InvalidProtocolBufferException;
import org.apache.mesos.protobuf.Message;

/** The formats of calls and events. */
public enum MessageFormat {
    /** Text. */
    JSON("application/json") {
        @Override
        public void read(byte[] bytes, Message.Builder into) throws MalformedMessageException {
            JsonReader.read(new String(bytes, StandardCharsets.UTF_8), into);
            if (!into.isInitialized()) {
                throw new MalformedMessageException("Failed to convert JSON into "
                        + into.getDescriptorForType().getName() + " protobuf: Missing required fields: "
                        + into.getInitializationErrorString());
            }
        }

        @Override
        public byte[] write(Message message) {
            return JsonText.of(message).getBytes(StandardCharsets.UTF_8);
        }
    },
    /** Binary. */
    PROTOBUF("application/x-protobuf") {
        @Override
        public void read(byte[] bytes, Message.Builder into) throws MalformedMessageException {
            try {
                into.mergeFrom(bytes);
            } catch (InvalidProtocolBufferException e) {
                throw new MalformedMessageException(unparsable(into), e);
            }
            if (!into.isInitialized()) {
                throw new MalformedMessageException(unparsable(into));
            }
        }

        private static String unparsable(Message.Builder into) {
            return "Failed to parse body into " + into.getDescriptorForType().getName() + " protobuf";
        }

        @Override
        public byte[] write(Message message) {
            return message.toByteArray();
        }
    };

    private final String contentType;

    MessageFormat(String contentType) {
        this.contentType = contentType;
    }

    /**
     * Finds the format of a content type.
     *
     * @param contentType the header; Mesos knows no parameters in it
     * @return the format, if it is one
     */
    public static Optional<MessageFormat> ofContentType(String contentType) {
        return Stream.of(values())
                .filter(format -> format.contentType.equals(contentType))
                .findFirst();
    }

    /**
     * Finds the format to answer in.
     *
     * @param accept the header Accept, empty if it was not sent
     * @return JSON where both would do; nothing if neither does
     */
    public static Optional<MessageFormat> acceptedBy(String accept) {
        if (accept.isBlank()) {
            return Optional.of(JSON);
        }
        return Stream.of(values())
                .filter(format -> Stream.of(accept.split(",", -1))
                        .map(range -> range.split(";", -1)[0].strip())
                        .anyMatch(range -> range.equals(format.contentType)
                                || range.equals("*/*")
                                || range.equals("application/*")))
                .findFirst();
    }

    /**
     * Gives the name of the format.
     *
     * @return the value of Content-Type
     */
    public String contentType() {
        return contentType;
    }

    /**
     * Reads a message.
     *
     * @param bytes all of it
     * @param into where to put it
     * @throws MalformedMessageException if it is not one, or lacks something required
     */
    public abstract void read(byte[] bytes, Message.Builder into) throws MalformedMessageException;

    /**
     * Writes a message.
     *
     * @param message the message
     * @return its bytes
     */
    public abstract byte[] write(Message message);
}
