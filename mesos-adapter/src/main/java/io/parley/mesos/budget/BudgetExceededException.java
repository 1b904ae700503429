package io.parley.mesos.budget;

import java.io.IOException;
import java.io.Serial;

/** A message would take more memory than it may. */
public final class BudgetExceededException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    BudgetExceededException(String message) {
        super(message);
    }
}
