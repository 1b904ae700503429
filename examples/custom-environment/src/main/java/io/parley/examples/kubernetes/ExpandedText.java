package io.parley.examples.kubernetes;

import java.util.List;

/**
 * Texts in which Kubernetes replaces {@code $(NAME)} by the value of a variable: the command and the arguments of a
 * container. Stateless. Source: Kubernetes' reference of {@code Container}: {@code $$} stands for one {@code $}.
 */
final class ExpandedText {

    private ExpandedText() {}

    /** Gives texts that arrive as exactly these. */
    static List<String> literal(List<String> texts) {
        return texts.stream().map(text -> text.replace("$", "$$")).toList();
    }
}
