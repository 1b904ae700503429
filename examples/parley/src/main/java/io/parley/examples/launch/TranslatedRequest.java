package io.parley.examples.launch;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.size.MemorySize;
import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.translation.Translation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Translates a session's plan, shows what an environment will grant for it, and makes the request. Stateless. */
final class TranslatedRequest {

    private TranslatedRequest() {}

    static LaunchRequest of(DiscoveredEnvironment environment, SessionPlan session, LaunchOutput output) {
        EnvironmentLimits limits = environment
                .limitsSource()
                .flatMap(source -> source.instance().find(session.configuration()))
                .orElseGet(() -> environment.resourceTranslator().assumedLimits());
        Translation<?> translation = translate(environment.resourceTranslator(), session, limits);
        output.heading("What " + environment.name() + " will grant");
        List<List<String>> rows = new ArrayList<>();
        translation
                .asked()
                .amounts()
                .forEach((name, amount) -> rows.add(List.of(
                        name,
                        amount.toPlainString(),
                        Optional.ofNullable(translation.granted().get(name))
                                .map(granted -> granted.toPlainString())
                                .orElse("-"))));
        output.table(List.of("", "needed", "will be granted"), rows);
        if (translation.grant().certainty() == Certainty.ASSUMED) {
            output.line("These limits are only the usual ones: nothing told those of this environment,"
                    + " so the plan does not grow.");
        } else {
            showGrowth(session, translation.fit(), output);
        }
        return LaunchRequest.of(translation.requirements(), session.configuration(), session.distribution())
                .fitter(session.fitter())
                .build();
    }

    private static <R> Translation<R> translate(
            ResourceTranslator<R> translator, SessionPlan session, EnvironmentLimits limits) {
        return Translation.of(translator, session.plan(), session.configuration(), limits, session.fitter());
    }

    private static void showGrowth(SessionPlan session, PlanFit fit, LaunchOutput output) {
        output.picture(List.of(
                new LaunchOutput.Bar("planned", new PlanFit(session.plan(), MemorySize.ZERO)),
                new LaunchOutput.Bar("in the grant", fit)));
        fit.plan().components().forEach((part, size) -> {
            MemorySize before = session.plan().size(part).orElse(MemorySize.ZERO);
            if (!size.equals(before)) {
                output.line(part + " grows from " + before.bytes() + " to " + size.bytes() + " bytes.");
            }
        });
    }
}
