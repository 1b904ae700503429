package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.PlanFitter;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandLedger;
import io.parley.api.negotiation.DemandOwner;
import io.parley.api.negotiation.NegotiationSettings;
import io.parley.api.negotiation.OrderedSignals;
import io.parley.api.negotiation.TrackedDemand;
import java.time.Duration;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;

/** Books with Flink's default settings, at one moment of time, beside a model of YARN. */
final class TestBook implements DemandOwner<GrantedContainer> {

    static final Duration NOW = Duration.ofSeconds(100);

    private final Events events = new Events();
    private final OrderedSignals signals = new OrderedSignals(failure -> {
        throw failure;
    });
    private final DemandLedger<GrantedContainer> ledger =
            new DemandLedger<>(NegotiationSettings.DEFAULT, events, signals);
    private final ModelYarn yarn = new ModelYarn();
    private ContainerBook book = book(PlanFitter.UNCHANGED);

    private ContainerBook book(PlanFitter fitter) {
        return new ContainerBook(ledger, yarn, fitter, new NodeNames(false), EnvironmentLimits.NONE);
    }

    /** Sets the grant policy, before anything is asked for. */
    void fit(PlanFitter fitter) {
        book = book(fitter);
    }

    @Override
    public boolean change(TrackedDemand<GrantedContainer> tracked, Demand other) {
        return book.change(tracked, other, 1, NOW);
    }

    @Override
    public void cancel(TrackedDemand<GrantedContainer> tracked) {
        book.cancel(tracked, NOW);
    }

    ContainerBook book() {
        return book;
    }

    HeldContainers containers() {
        return book.containers();
    }

    DemandLedger<GrantedContainer> ledger() {
        return ledger;
    }

    ModelYarn yarn() {
        return yarn;
    }

    Events events() {
        return events;
    }

    void deliver() {
        signals.deliver();
    }

    TrackedDemand<GrantedContainer> ask(String name, long mebibytes) {
        return ask(Workers.demand(name, mebibytes));
    }

    TrackedDemand<GrantedContainer> ask(Demand demand) {
        return ask(demand, 1);
    }

    TrackedDemand<GrantedContainer> ask(Demand demand, long heartbeat) {
        return book.add(this, demand, Workers.SLEEP, heartbeat, NOW);
    }

    /** Asks for a container in which the caller starts the process. */
    TrackedDemand<GrantedContainer> askWithoutStarter(Demand demand) {
        return book.add(this, demand, null, 1, NOW);
    }

    Container grant(ContainerRequest request, String host, long more) {
        Container container = yarn.grant(request, host, more);
        book.allocated(container, NOW);
        return container;
    }

    /** Gives the only request. */
    ContainerRequest only() {
        assertThat(yarn.requests()).hasSize(1);
        return yarn.requests().get(0);
    }
}
