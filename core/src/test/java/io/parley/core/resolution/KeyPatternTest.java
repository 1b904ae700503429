package io.parley.core.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPatternTest {

    @ParameterizedTest
    @CsvSource({
        "parley.boxes.seal, parley.boxes.seal, true",
        "parley.boxes.seal, parley.boxes.seals, false",
        "parley.boxes.seal, parley.boxes.sea, false",
        "parley.boxes.label.<name>, parley.boxes.label.x, true",
        "parley.boxes.label.<name>, parley.boxes.label.x.y, true",
        "parley.boxes.label.<name>, parley.boxes.label., false",
        "parley.boxes.label.<name>, parley.boxes.label, false",
        "parley.boxes.label.<name>, parley.boxes.labels.x, false",
        "parley.boxes.<name>.amount, parley.boxes.gold.amount, true",
        "parley.boxes.<name>.amount, parley.boxes.red.gold.amount, true",
        "parley.boxes.<name>.amount, parley.boxes..amount, false",
        "parley.boxes.<name>.amount, parley.boxes.amount, false",
        "parley.boxes.<name>.amount, parley.boxes.gold.amounts, false",
        "parley.<kind>.box-<name>.amount, parley.a.box-b.amount, true",
        "parley.<kind>.box-<name>.amount, parley.a.box-.amount, false",
        "parley.<kind>.box-<name>.amount, parley.box-b.amount, false",
        "parley.boxes.(.*), parley.boxes.x, false"
    })
    void aPlaceholderStandsForAnyTextThatIsNotEmpty(String named, String key, boolean matches) {
        assertThat(KeyPattern.of(named).matches(key)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "parley.boxes.seal, parley.boxes.sael, parley.boxes.seal",
        "parley.boxes.label.<name>, parley.boxes.lable.x, parley.boxes.label.x",
        "parley.boxes.label.<name>, parley.boxes.lable.x.y, parley.boxes.label.x.y",
        "parley.boxes.label.<name>, parley.boxes.lable, parley.boxes.label.<name>",
        "parley.boxes.label.<name>, parley.boxes.lable., parley.boxes.label.<name>",
        "parley.boxes.<name>.amount, parley.boxes.gold.amuont, parley.boxes.gold.amount",
        "parley.boxes.<name>.amount, parley.boxs.gold, parley.boxes.gold.amount"
    })
    void theKeyMostLikeAnotherHasItsWords(String named, String key, String like) {
        assertThat(KeyPattern.of(named).like(key)).isEqualTo(like);
    }
}
