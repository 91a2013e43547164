package io.parley.dialogue.forms;

import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.Proven;
import io.parley.dialogue.products.Advice;
import io.parley.language.Analysis;
import io.parley.language.Language;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one step of a form depends on. The same input gives the same step.
 *
 * @param state where the form stands; null when it just begins
 * @param text what the customer said, unchanged; may be any string
 * @param analysis what was understood of exactly this text
 * @param language to answer in
 * @param channel the kind of channel the answer goes to, e.g. {@code sms}; null when unknown
 * @param asker the person for whom the form is filled in
 * @param proven what they have proven in this conversation so far
 * @param zone the time zone in which dates are given
 * @param key identifies conversation and turn; prefix of the keys of the requested actions, so that each is done once
 * @param results of the actions requested so far in this turn
 * @param known what is known from earlier, by type of entity; fills slots that allow it when the form begins
 * @param advice on products and their problems
 */
@RecordBuilder
public record FormInput(
        Form form,
        @Nullable FormState state,
        String text,
        Analysis analysis,
        Language language,
        @Nullable String channel,
        Asker asker,
        Proven proven,
        Instant now,
        ZoneId zone,
        String key,
        List<ActionResult> results,
        Map<String, String> known,
        Advice advice) {

    /** Key in {@code known} of the problem whose steps the customer has tried. */
    public static final String PROBLEM = "problem";

    public FormInput {
        results = List.copyOf(results);
        known = Map.copyOf(known);
    }

    /** Returns the same input with one more result, to continue after {@link FormStep.Act}. */
    public FormInput with(ActionResult result) {
        List<ActionResult> more = new ArrayList<>(results);
        more.add(result);
        return FormInputBuilder.builder(this).results(more).build();
    }
}
