package io.parley.api.environment;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.PlanLowering;
import io.parley.api.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * Tells beforehand whether a process will ever start in an environment.
 *
 * <p>A service provider interface beside {@link ResourceTranslator}, for environments that can be asked: name the
 * implementation in {@code META-INF/services/io.parley.api.environment.AdmissionCheck} and give it a public constructor
 * without parameters. It may do I/O, every wait has a time limit, and it changes nothing. Implementations are stateless
 * and thread-safe.
 */
public interface AdmissionCheck {

    /**
     * Gives the name of the environment.
     *
     * @return the name that its translator describes
     */
    String environment();

    /**
     * Tells whether {@link #check} itself refuses what the environment cannot hold or express.
     *
     * <p>Where it does not, the requirements are translated first, with the limits that the environment's files tell,
     * and what the translator refuses is never admitted.
     *
     * @return whether it does
     */
    default boolean isComplete() {
        return false;
    }

    /**
     * Asks the environment.
     *
     * @param requirements what the process needs
     * @param configuration the configuration, with the environment variables that say where the environment's files are
     * @return the answer
     * @throws ResourceTranslationException if a complete check finds that the environment cannot express the
     *     requirements
     * @throws IllegalArgumentException if what the environment says of itself cannot be read; the message names the
     *     file or key
     */
    Admission check(ProcessRequirements requirements, FlinkConfiguration configuration);

    /**
     * Asks the same; where the plan is too large, the answer may name what to lower.
     *
     * @param requirements what the process needs
     * @param configuration the configuration, with the environment variables that say where the environment's files are
     * @param lowering finds what to lower in the configuration of the plan
     * @return the answer; by default that of the other method
     * @throws ResourceTranslationException if a complete check finds that the environment cannot express the
     *     requirements
     * @throws IllegalArgumentException if what the environment says of itself cannot be read; the message names the
     *     file or key
     */
    default Admission check(ProcessRequirements requirements, FlinkConfiguration configuration, PlanLowering lowering) {
        return check(requirements, configuration);
    }

    /**
     * Answers from the environment's files alone, without asking the environment.
     *
     * @param requirements what the process needs
     * @param configuration the configuration, with the environment variables that say where the environment's files are
     * @param lowering finds what to lower in the configuration of the plan
     * @return the answer; by default empty, as for environments that no files describe
     * @throws ResourceTranslationException if a complete check finds that the environment cannot express the
     *     requirements
     * @throws IllegalArgumentException if the files cannot be read; the message names the file or key
     */
    default Optional<Admission> checkFiles(
            ProcessRequirements requirements, FlinkConfiguration configuration, PlanLowering lowering) {
        return Optional.empty();
    }

    /**
     * Asks the environment about processes that are to run at the same time.
     *
     * @param processes what each process needs, at least one
     * @param configuration the configuration, with the environment variables that say where the environment's files are
     * @param lowering finds what to lower in the configuration of the plans
     * @return the answer for all together, with the room for the sum of their Total Process Memory; by default the
     *     answer for each alone, as in environments where they share nothing
     * @throws IllegalArgumentException if what the environment says of itself cannot be read; the message names the
     *     file or key
     */
    default Admission checkTogether(
            List<ProcessRequirements> processes, FlinkConfiguration configuration, PlanLowering lowering) {
        List<Verdict> answers = processes.stream()
                .map(process -> check(process, configuration, lowering).verdict())
                .toList();
        return new Admission(Verdict.allOf("Each of the processes.", answers), Optional.empty());
    }
}
