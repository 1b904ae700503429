package io.parley.examples.benchmarks;

import io.parley.api.plan.ProcessMemoryPlan;
import java.util.function.ObjLongConsumer;

/** The texts of a plan: JVM arguments, then the key and the value of each dynamic property. Stateless. */
final class PlanTexts {

    /** Stands beside a text where a size would stand. */
    static final long TEXT = -1;

    private PlanTexts() {}

    /** Hands out every text. */
    static void accept(ProcessMemoryPlan plan, ObjLongConsumer<String> sink) {
        for (String argument : plan.jvmArguments()) {
            sink.accept(argument, TEXT);
        }
        plan.dynamicProperties().forEach((key, value) -> {
            sink.accept(key, TEXT);
            sink.accept(value, TEXT);
        });
    }
}
