package io.parley.api.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuAmountTest {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,1000",
        "1.5,1500",
        "0.001,1",
        "0.0001,1",
        "1e-400,1",
        "0.1000000001,101",
        "2.9999,3000",
        "1e3,1000000",
        "9223372036854775.807,9223372036854775807"
    })
    void roundsCoresUpToThousandths(BigDecimal cores, long millis) {
        assertThat(CpuAmount.ofCoresRoundedUp(cores).millis()).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0,true",
        "1,1,false",
        "999,1,false",
        "1000,1,true",
        "1001,2,false",
        "9223372036854775807,9223372036854776,false"
    })
    void roundsUpToWholeCores(long millis, long cores, boolean whole) {
        assertThat(new CpuAmount(millis).coresRoundedUp()).isEqualTo(cores);
        assertThat(new CpuAmount(millis).isWhole()).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,0.001", "1500,1.5", "1000,1", "10000,10", "1010,1.01"})
    void showsExactCores(long millis, String text) {
        assertThat(new CpuAmount(millis)).hasToString(text);
        assertThat(new CpuAmount(millis).cores()).isEqualByComparingTo(text);
    }

    @Test
    void ordersByAmount() {
        assertThat(CpuAmount.ZERO).isLessThan(new CpuAmount(1));
        assertThat(CpuAmount.ofCores(2)).isEqualTo(new CpuAmount(2000)).isGreaterThan(new CpuAmount(1999));
    }

    @Test
    void refusesNegativeAmounts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CpuAmount(-1))
                .withMessage("An amount of CPU cannot be negative: -1 thousandths.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CpuAmount.ofCoresRoundedUp(new BigDecimal("-0.0001")))
                .withMessage("An amount of CPU cannot be negative: -0.0001 cores.");
    }

    @Test
    void overflowsLoudly() {
        assertThatThrownBy(() -> CpuAmount.ofCores(9223372036854776L)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> CpuAmount.ofCoresRoundedUp(new BigDecimal("1e999999999")))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("1E+999999999 cores exceed the largest amount of CPU, 9223372036854775.807 cores.");
    }
}
