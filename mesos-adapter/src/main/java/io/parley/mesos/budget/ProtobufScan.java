package io.parley.mesos.budget;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.mesos.protobuf.CodedInputStream;
import org.apache.mesos.protobuf.Descriptors.Descriptor;
import org.apache.mesos.protobuf.Descriptors.FieldDescriptor;
import org.apache.mesos.protobuf.InvalidProtocolBufferException;
import org.apache.mesos.protobuf.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * Counts what protobuf will make of a record, reading it as protobuf does and making nothing. Not thread-safe.
 *
 * <p>It also counts what takes long instead of much: parts of one message, each of which has protobuf copy the parts
 * before, are as dear as everything before them.
 */
public final class ProtobufScan {

    /** As deep as protobuf itself reads messages. */
    private static final int MOST_DEPTH = 100;

    private static final ConcurrentMap<Descriptor, Fields> TYPES = new ConcurrentHashMap<>();

    private final CodedInputStream input;
    private final MemoryBudget budget;

    /** Of the message that is being read. */
    private int unknowns;

    private int lastUnknown;

    private ProtobufScan(CodedInputStream input, MemoryBudget budget) {
        this.input = input;
        this.budget = budget;
    }

    /**
     * Counts a record.
     *
     * @param record the bytes of one message
     * @param type the message's type
     * @param budget what it is counted against
     * @throws BudgetExceededException if it takes more
     * @throws IOException if the record is malformed
     */
    public static void spend(byte[] record, Descriptor type, MemoryBudget budget) throws IOException {
        budget.spendMessage(type);
        new ProtobufScan(CodedInputStream.newInstance(record), budget).message(type, 0);
    }

    /** Reads to the end of a message, or of a group where the type is not known. */
    private void message(@Nullable Descriptor type, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw new InvalidProtocolBufferException("Messages lie in more than " + MOST_DEPTH + " others.");
        }
        Fields fields = type == null ? Fields.NONE : TYPES.computeIfAbsent(type, Fields::new);
        int outerUnknowns = unknowns;
        int outerLast = lastUnknown;
        unknowns = 0;
        lastUnknown = 0;
        long seen = 0;
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            int wire = WireFormat.getTagWireType(tag);
            int number = WireFormat.getTagFieldNumber(tag);
            if (wire == WireFormat.WIRETYPE_END_GROUP) {
                break;
            }
            FieldDescriptor field = fields.get(number);
            boolean first = number < Long.SIZE && (seen & 1L << number) == 0;
            if (number < Long.SIZE) {
                seen |= 1L << number;
            }
            if (field == null || !known(field, wire, first, depth)) {
                unknown(tag, wire, depth);
            }
        }
        unknowns = outerUnknowns;
        lastUnknown = outerLast;
    }

    /** False where the field is written in another way than its type is. */
    private boolean known(FieldDescriptor field, int wire, boolean first, int depth) throws IOException {
        boolean packed = field.isPackable() && wire == WireFormat.WIRETYPE_LENGTH_DELIMITED;
        if (!packed && wire != field.getLiteType().getWireType()) {
            return false;
        }
        if (field.isRepeated() && first) {
            budget.spend(MemoryBudget.LIST);
        }
        switch (field.getJavaType()) {
            case MESSAGE -> {
                if (!field.isRepeated() && !first) {
                    budget.spend(budget.spent());
                }
                budget.spendMessage(field.getMessageType());
                if (field.isMapField()) {
                    budget.spend(MemoryBudget.LIST);
                }
                int outer = input.pushLimit(input.readRawVarint32());
                message(field.getMessageType(), depth + 1);
                input.popLimit(outer);
            }
            case STRING, BYTE_STRING -> {
                int length = input.readRawVarint32();
                budget.spendText(length);
                input.skipRawBytes(length);
            }
            case ENUM -> {
                if (packed) {
                    int outer = input.pushLimit(input.readRawVarint32());
                    while (!input.isAtEnd()) {
                        enumeration(field);
                    }
                    input.popLimit(outer);
                } else {
                    enumeration(field);
                }
            }
            default -> {
                if (packed) {
                    int length = input.readRawVarint32();
                    budget.spend((long) MemoryBudget.NUMBER * Math.max(0, length));
                    input.skipRawBytes(length);
                } else {
                    budget.spend(field.isRepeated() ? MemoryBudget.NUMBER : 0);
                    skip(wire);
                }
            }
        }
        return true;
    }

    private void enumeration(FieldDescriptor field) throws IOException {
        if (field.getEnumType().findValueByNumber(input.readRawVarint32()) == null) {
            spendUnknown(field.getNumber());
        } else if (field.isRepeated()) {
            budget.spend(MemoryBudget.NUMBER);
        }
    }

    /** Where the field is another one than before, protobuf copies all values that it has of it. */
    private void spendUnknown(int number) throws IOException {
        budget.spend(MemoryBudget.UNKNOWN + (number == lastUnknown ? 0 : (long) MemoryBudget.PLACE * unknowns));
        unknowns++;
        lastUnknown = number;
    }

    private void unknown(int tag, int wire, int depth) throws IOException {
        spendUnknown(WireFormat.getTagFieldNumber(tag));
        if (wire == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            int length = input.readRawVarint32();
            budget.spendText(length);
            input.skipRawBytes(length);
        } else if (wire == WireFormat.WIRETYPE_START_GROUP) {
            message(null, depth + 1);
        } else if (!input.skipField(tag)) {
            throw new InvalidProtocolBufferException("A group ends that has not begun.");
        }
    }

    private void skip(int wire) throws IOException {
        switch (wire) {
            case WireFormat.WIRETYPE_VARINT -> input.readRawVarint64();
            case WireFormat.WIRETYPE_FIXED64 -> input.skipRawBytes(Long.BYTES);
            default -> input.skipRawBytes(Integer.BYTES);
        }
    }

    /** The fields of a type by their numbers, for a descriptor makes an object to find one. Immutable. */
    private static final class Fields {

        private static final int MOST_NUMBER = 1023;
        private static final Fields NONE = new Fields();

        private final @Nullable FieldDescriptor[] byNumber;

        private Fields() {
            byNumber = new FieldDescriptor[0];
        }

        private Fields(Descriptor type) {
            byNumber = new FieldDescriptor
                    [1
                            + type.getFields().stream()
                                    .mapToInt(FieldDescriptor::getNumber)
                                    .filter(number -> number <= MOST_NUMBER)
                                    .max()
                                    .orElse(0)];
            for (FieldDescriptor field : type.getFields()) {
                if (field.getNumber() < byNumber.length) {
                    byNumber[field.getNumber()] = field;
                }
            }
        }

        private @Nullable FieldDescriptor get(int number) {
            return number < byNumber.length ? byNumber[number] : null;
        }
    }
}
