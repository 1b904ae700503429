package io.parley.examples.command;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Admission;
import io.parley.api.environment.AdmissionCheck;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import java.util.List;
import java.util.Optional;

/** The paper of a host tears above 1 GiB, and is full above 512 MiB. */
public final class PaperCheck implements AdmissionCheck {

    private static final MemorySize MOST = MemorySize.ofMebibytes(1024);
    private static final MemorySize FREE = MemorySize.ofMebibytes(700);

    /** For ServiceLoader. */
    public PaperCheck() {}

    @Override
    public String environment() {
        return "paper";
    }

    @Override
    public Admission check(ProcessRequirements requirements, FlinkConfiguration configuration) {
        MemorySize asked = requirements.plan().totalProcess();
        Outcome outcome =
                asked.compareTo(MOST) > 0 ? Outcome.NEVER : asked.compareTo(FREE) > 0 ? Outcome.WAIT : Outcome.ADMIT;
        MemorySize room = outcome == Outcome.NEVER ? MOST : FREE;
        Verdict reason = Verdict.of(outcome, "The paper has its strength.")
                .comparing(asked.toString(), room.toString())
                .curedBy("paper.size", "Fold it.");
        return new Admission(Verdict.allOf("A process on paper.", List.of(reason)), Optional.of(room));
    }
}
