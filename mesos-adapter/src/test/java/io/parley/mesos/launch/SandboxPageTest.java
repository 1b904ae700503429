package io.parley.mesos.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxPageTest {

    @Test
    void textIsUnescapedAndWhatLooksLikeAnOffsetInItIsText() {
        assertThat(SandboxPage.parse("{\"data\":\"a\\n\\\"b\\\" \\\"offset\\\":7 \\u00e9\\\\ \\/\",\"offset\":12}"))
                .contains(new SandboxPage("a\n\"b\" \"offset\":7 \u00e9\\ /", 12));
        assertThat(SandboxPage.parse("{\"offset\": 3, \"data\": \"\"}")).contains(new SandboxPage("", 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"data\":\"a",
                "{\"data\":\"a\\",
                "{\"data\":\"\\u12\"}",
                "{\"data\":\"a\"}",
                "No such file."
            })
    void anythingElseIsNoPage(String text) {
        assertThat(SandboxPage.parse(text)).isEmpty();
    }
}
