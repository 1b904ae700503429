package io.parley.api.environment;

import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import java.util.Optional;

/**
 * Whether an environment admits a process. Immutable.
 *
 * @param verdict the answer with its reasons
 * @param room the most Total Process Memory that would be admitted, everything else equal: at all where the answer is
 *     never, now where it is wait or admit; empty where no limit of memory is known
 */
public record Admission(Verdict verdict, Optional<MemorySize> room) {}
