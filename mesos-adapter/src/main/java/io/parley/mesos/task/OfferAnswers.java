package io.parley.mesos.task;

import io.parley.mesos.matching.Decline;
import io.parley.mesos.matching.Take;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Offer.Operation;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** The calls that answer offers: every one of them is accepted or declined, none is held. Stateless. */
public final class OfferAnswers {

    private OfferAnswers() {}

    /**
     * A take and what is launched with it. Immutable.
     *
     * @param take what is taken
     * @param task the task, which takes just that
     */
    public record Launch(Take take, TaskInfo task) {

        /**
         * Checks that the two belong together.
         *
         * @throws IllegalArgumentException if the task takes anything else, or runs elsewhere
         */
        public Launch {
            if (!task.getAgentId().equals(take.agent())
                    || !task.getResourcesList().equals(take.resources())) {
                throw new IllegalArgumentException(
                        "The task " + task.getTaskId().getValue()
                                + " does not take what was matched for it on the agent "
                                + take.agent().getValue() + ". Make it from the place of its take.");
            }
        }

        /** Gives the task's id and the agent; what the task runs may hold secrets. */
        @Override
        public String toString() {
            return "Launch{" + task.getTaskId().getValue() + " on "
                    + take.agent().getValue() + "}";
        }
    }

    /**
     * Makes the ACCEPTs: one for each agent, with all of its offers and tasks.
     *
     * @param framework the framework's id
     * @param launches what is launched
     * @param refusal how long not to be offered what is left there
     * @return the calls
     */
    public static List<Call> accepts(FrameworkID framework, List<Launch> launches, Duration refusal) {
        Map<AgentID, List<Launch>> byAgent = new LinkedHashMap<>();
        launches.forEach(launch -> byAgent.computeIfAbsent(launch.take().agent(), agent -> new ArrayList<>())
                .add(launch));
        List<Call> calls = new ArrayList<>();
        byAgent.values().forEach(ofAgent -> {
            Operation.Launch.Builder tasks = Operation.Launch.newBuilder();
            ofAgent.forEach(launch -> tasks.addTaskInfos(launch.task()));
            List<OfferID> offers = ofAgent.stream()
                    .flatMap(launch -> launch.take().offers().stream())
                    .distinct()
                    .toList();
            calls.add(call(framework, Call.Type.ACCEPT)
                    .setAccept(Call.Accept.newBuilder()
                            .addAllOfferIds(offers)
                            .addOperations(Operation.newBuilder()
                                    .setType(Operation.Type.LAUNCH)
                                    .setLaunch(tasks))
                            .setFilters(filters(refusal)))
                    .build());
        });
        return calls;
    }

    /**
     * Makes the DECLINEs: one for each time of refusal.
     *
     * @param framework the framework's id
     * @param declines what is declined, and for how long
     * @return the calls
     */
    public static List<Call> declines(FrameworkID framework, List<Decline> declines) {
        Map<Filters, List<OfferID>> byFilter = new LinkedHashMap<>();
        declines.forEach(decline -> byFilter.computeIfAbsent(decline.filters(), filter -> new ArrayList<>())
                .add(decline.offer()));
        List<Call> calls = new ArrayList<>();
        byFilter.forEach((filter, offers) -> calls.add(call(framework, Call.Type.DECLINE)
                .setDecline(Call.Decline.newBuilder().addAllOfferIds(offers).setFilters(filter))
                .build()));
        return calls;
    }

    private static Filters filters(Duration refusal) {
        return Filters.newBuilder()
                .setRefuseSeconds(refusal.toMillis() / 1000.0)
                .build();
    }

    private static Call.Builder call(FrameworkID framework, Call.Type type) {
        return Call.newBuilder().setFrameworkId(framework).setType(type);
    }
}
