package io.parley.mesos.budget;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.mesos.protobuf.Descriptors.Descriptor;

/**
 * Counts what a message takes in memory while it is read: its bytes, and the objects made of them. Not thread-safe.
 *
 * <p>The amounts are estimates from above for a heap with compressed references: few bytes may become large objects, an
 * empty message of two bytes one of more than a hundred.
 */
public final class MemoryBudget {

    /** A list, its first ten places and the view of it that is handed out. */
    static final int LIST = 104;

    /** A place in a list that grows by half and is copied. */
    static final int PLACE = 10;

    /** A place with a number of its own. */
    static final int NUMBER = 34;

    /** A text or bytes, beyond their length. */
    static final int TEXT = 48;

    /** A field that the message's type does not know is kept, in several objects. */
    static final int UNKNOWN = 512;

    /** A name that nobody knows, in the parser's table of names. */
    private static final int NAME = 128;

    private static final int MESSAGE = 48;
    private static final int FIELD = 6;

    private static final ConcurrentMap<Descriptor, Integer> MESSAGES = new ConcurrentHashMap<>();

    private final long most;
    private final long record;
    private long spent;

    private MemoryBudget(long most, long record) {
        this.most = most;
        this.record = record;
    }

    /**
     * Begins with the bytes of a record.
     *
     * @param record its length in bytes, not negative
     * @param most how many bytes it may take with what is made of it, above zero
     * @return the budget
     * @throws BudgetExceededException if the record itself takes more
     */
    public static MemoryBudget ofRecord(int record, long most) throws BudgetExceededException {
        MemoryBudget budget = new MemoryBudget(most, record);
        budget.spend(record);
        return budget;
    }

    /**
     * Counts a message and its place in a list.
     *
     * @param type the message's type
     * @throws BudgetExceededException if nothing is left
     */
    public void spendMessage(Descriptor type) throws BudgetExceededException {
        spend(MESSAGES.computeIfAbsent(
                type, one -> MESSAGE + PLACE + FIELD * one.getFields().size()));
    }

    /**
     * Counts a list without its places.
     *
     * @throws BudgetExceededException if nothing is left
     */
    public void spendList() throws BudgetExceededException {
        spend(LIST);
    }

    /**
     * Counts a number in a list.
     *
     * @throws BudgetExceededException if nothing is left
     */
    public void spendNumber() throws BudgetExceededException {
        spend(NUMBER);
    }

    /**
     * Counts a text or bytes.
     *
     * @param bytes the length, not negative
     * @throws BudgetExceededException if nothing is left
     */
    public void spendText(long bytes) throws BudgetExceededException {
        spend(TEXT + PLACE + bytes);
    }

    /**
     * Counts a name that means nothing here.
     *
     * @param length in characters, not negative
     * @throws BudgetExceededException if nothing is left
     */
    public void spendName(int length) throws BudgetExceededException {
        spend(NAME + 4L * length);
    }

    /**
     * Tells whether so many bytes are left.
     *
     * @param bytes which are needed for a moment
     * @throws BudgetExceededException if they are not left
     */
    public void need(long bytes) throws BudgetExceededException {
        if (bytes > most - spent) {
            throw new BudgetExceededException("a record of " + record + " bytes takes, with what is made of it, more"
                    + " than the " + most + " bytes that an event may take");
        }
    }

    void spend(long bytes) throws BudgetExceededException {
        need(bytes);
        spent += bytes;
    }

    /**
     * Tells what has been counted.
     *
     * @return in bytes, at most what the budget is
     */
    public long spent() {
        return spent;
    }
}
