package io.parley.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.plan.ProcessKind;
import io.parley.core.migration.OldKeys.HeapOptions;
import io.parley.core.resolution.ResolvedKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a migration replaces is what the resolver still knows, key for key. */
class OldKeysTest {

    @Test
    void renamesWhatTheResolverTakesForDeprecated() {
        assertThat(OldKeys.RENAMED).containsExactlyInAnyOrderEntriesOf(ResolvedKeys.renamed());
    }

    @Test
    void removesWhatTheResolverRemarksAsRemoved() {
        assertThat(OldKeys.REMOVED.keySet()).containsExactlyInAnyOrderElementsOf(ResolvedKeys.removed());
    }

    @Test
    void namesNetworkBuffersAndTheTotalAsTheResolverDoes() {
        assertThat(OldKeys.NETWORK_BUFFERS).isEqualTo(ResolvedKeys.NETWORK_BUFFERS);
        assertThat(OldKeys.SEGMENT_SIZE).isEqualTo(ResolvedKeys.SEGMENT_SIZE);
        assertThat(OldKeys.TASK_MANAGER_PROCESS).isEqualTo(ResolvedKeys.TASK_MANAGER_PROCESS);
    }

    @ParameterizedTest
    @EnumSource
    void namesALegacyHeapAsTheResolverDoes(ProcessKind process) {
        HeapOptions heap = HeapOptions.of(process);

        assertThat(ResolvedKeys.heap(process)).containsExactly(heap.variable(), heap.size(), heap.mebibytes());
    }
}
