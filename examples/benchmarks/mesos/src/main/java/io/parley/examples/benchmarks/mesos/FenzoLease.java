package io.parley.examples.benchmarks.mesos;

import com.netflix.fenzo.VirtualMachineLease;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.mesos.Protos;
import org.jspecify.annotations.Nullable;

/** An agent's offer as Fenzo takes it. Immutable. */
final class FenzoLease implements VirtualMachineLease {

    private final Host host;
    private final long offeredAt = System.currentTimeMillis();
    private final Map<String, Protos.Attribute> attributes = new HashMap<>();

    FenzoLease(Host host) {
        this.host = host;
        if (host.attributes()) {
            put(Host.ZONE, host.zoneName());
            put(Host.STORAGE, host.ssd() ? Host.SSD : "disk");
        }
    }

    private void put(String name, String value) {
        attributes.put(
                name,
                Protos.Attribute.newBuilder()
                        .setName(name)
                        .setType(Protos.Value.Type.TEXT)
                        .setText(Protos.Value.Text.newBuilder().setValue(value))
                        .build());
    }

    @Override
    public String getId() {
        return "offer-" + host.number();
    }

    @Override
    public long getOfferedTime() {
        return offeredAt;
    }

    @Override
    public String hostname() {
        return host.name();
    }

    @Override
    public String getVMID() {
        return host.name();
    }

    @Override
    public double cpuCores() {
        return host.cpuMillis() / 1000.0;
    }

    @Override
    public double memoryMB() {
        return host.mem();
    }

    @Override
    public double networkMbps() {
        return 0;
    }

    @Override
    public double diskMB() {
        return 0;
    }

    @Override
    public List<Range> portRanges() {
        return List.of(new Range(Host.FIRST_PORT, Host.FIRST_PORT + Host.PORTS - 1));
    }

    /** Gives none, which is what a lease without a master has. */
    @Override
    public Protos.@Nullable Offer getOffer() {
        return null;
    }

    @Override
    public Map<String, Protos.Attribute> getAttributeMap() {
        return attributes;
    }

    @Override
    public Double getScalarValue(String name) {
        return 0.0;
    }

    @Override
    public Map<String, Double> getScalarValues() {
        return Map.of();
    }
}
