package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallRulesTest {

    private static final FrameworkID ID = FrameworkID.newBuilder().setValue("f").build();

    @Test
    void givesASubscriptionItsFrameworkIdInBothPlaces() {
        Call both = RecordingScheduler.subscription(Optional.of(ID));
        Call.Builder outer = both.toBuilder();
        outer.getSubscribeBuilder().getFrameworkInfoBuilder().clearId();

        assertThat(CallRules.checked(outer.build())).isEqualTo(both);
        assertThat(CallRules.checked(both.toBuilder().clearFrameworkId().build()))
                .isEqualTo(both);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallRules.checked(both.toBuilder()
                        .setFrameworkId(FrameworkID.newBuilder().setValue("other"))
                        .build()))
                .withMessage("A subscription has one framework id, not 'other' and, in framework_info, 'f'.");
    }

    @Test
    void givesOtherCallsTheFrameworkIdOfTheSubscriptionUnlessTheyHaveOne() {
        Call revive = Call.newBuilder().setType(Call.Type.REVIVE).build();
        assertThat(CallRules.identified(revive, Optional.of(ID)).getFrameworkId())
                .isEqualTo(ID);
        Call own = revive.toBuilder()
                .setFrameworkId(FrameworkID.newBuilder().setValue("own"))
                .build();
        assertThat(CallRules.identified(own, Optional.of(ID))).isEqualTo(own);
    }

    @ParameterizedTest
    @EnumSource(
            value = Call.Type.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UNKNOWN", "TEARDOWN", "REVIVE", "SUPPRESS"})
    void refusesACallWithoutWhatItsTypeNeeds(Call.Type type) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> CallRules.checked(Call.newBuilder().setType(type).build()))
                .withMessageContaining("A call " + type + " has the field");
    }

    @Test
    void refusesACallWithoutAType() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallRules.checked(Call.getDefaultInstance()))
                .withMessage("A call to a Mesos master has a type.");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, -0.001, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesRefuseDurationsThatAMasterWouldSilentlyTakeForOthers(double seconds) {
        Call.Builder decline = Call.newBuilder().setType(Call.Type.DECLINE);
        decline.getDeclineBuilder().getFiltersBuilder().setRefuseSeconds(seconds);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallRules.checked(decline.build()))
                .withMessage("Offers are refused for a number of seconds from zero on, not for " + seconds
                        + " (DECLINE, filters.refuse_seconds).");
        Call.Builder accept = Call.newBuilder().setType(Call.Type.ACCEPT);
        accept.getAcceptBuilder().getFiltersBuilder().setRefuseSeconds(seconds);
        assertThatIllegalArgumentException().isThrownBy(() -> CallRules.checked(accept.build()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 17})
    void refusesAcknowledgementsWithoutAUuid(int bytes) {
        Call.Builder call = MesosHttpClientTest.acknowledge().toBuilder();
        call.getAcknowledgeBuilder().setUuid(ByteString.copyFrom(new byte[bytes]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallRules.checked(call.build()))
                .withMessageContaining("uuid of 16 bytes, not " + bytes);
        call.getAcknowledgeBuilder().setUuid(ByteString.copyFrom(new byte[16]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallRules.checked(call.build()))
                .withMessageContaining("not 16 zeros");
    }

    @Test
    void refusesRolesWithoutMultiRoleAndARoleWithIt() {
        Call.Builder roles = RecordingScheduler.subscription(Optional.empty()).toBuilder();
        roles.getSubscribeBuilder().getFrameworkInfoBuilder().clearCapabilities();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallRules.checked(roles.build()))
                .withMessage("A framework with roles (test) has the capability MULTI_ROLE. Add it, or set the one role"
                        + " as 'role'.");
        Call.Builder role = RecordingScheduler.subscription(Optional.empty()).toBuilder();
        FrameworkInfo.Builder info =
                role.getSubscribeBuilder().getFrameworkInfoBuilder().clearRoles();
        info.setField(FrameworkInfo.getDescriptor().findFieldByName("role"), "one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallRules.checked(role.build()))
                .withMessageContaining("has its role 'one' in 'roles', not in 'role'");
        info.clearCapabilities();
        assertThat(CallRules.checked(role.build())).isEqualTo(role.build());
    }

    @Test
    void refusesANegativeFailoverTimeoutThatAMasterWouldTake() {
        Call.Builder call = RecordingScheduler.subscription(Optional.empty()).toBuilder();
        call.getSubscribeBuilder().getFrameworkInfoBuilder().setFailoverTimeout(-1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallRules.checked(call.build()))
                .withMessageContaining("from zero on, not -1.0 (mesos.failover-timeout)");
    }
}
