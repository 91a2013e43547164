package io.parley.dialogue.forms;

import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.FormState.Question;
import io.parley.dialogue.bot.Proven;
import io.parley.dialogue.products.Advice;
import io.parley.language.Analysis;
import io.parley.language.Emotion;
import io.parley.language.Language;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Leads customers through forms. Everything it depends on is passed in; the same input always gives the same step. */
public final class FormDialogue {

    /** The asker when nothing is done and no data from systems is disclosed. */
    private static final Asker NOBODY = Asker.unproven(new ChannelAddress("none", "none", "none"));

    private FormDialogue() {}

    /**
     * Returns the next step. After {@link FormStep.Act}, call this again with the result added by {@link FormInput#with}; anything else
     * ends the turn.
     */
    public static FormStep next(FormInput input) {
        return new FormTurn(input).next();
    }

    /**
     * Returns how to continue when {@link #next} returned {@link FormStep.Other} and nothing else could answer the text either. After
     * {@link FormStep.Act}, call this again with the result.
     */
    public static FormStep notUnderstood(FormInput input) {
        return new FormTurn(input).notUnderstood();
    }

    /** Repeats the open question briefly, to be appended to the answer to a digression. The state does not change. */
    public static List<Content> resume(
            Form form,
            FormState state,
            Language language,
            @Nullable String channel,
            ZoneId zone,
            Instant now,
            Advice advice) {
        return new FormTurn(silent(form, state, language, channel, zone, now, advice)).resumed();
    }

    /**
     * Asks whether to continue a form that was begun in an earlier conversation or on another channel. When it has
     * {@linkplain Form#expired expired}, there is nothing to continue.
     */
    public static FormStep.Reply welcomeBack(
            Form form, FormState state, Language language, @Nullable String channel, ZoneId zone, Instant now) {
        return new FormTurn(silent(form, state, language, channel, zone, now, Advice.NONE)).welcomedBack();
    }

    /** Returns what is known so far, one line each, for a human who takes over for a reason other than the form's own. */
    public static List<String> summary(Form form, FormState state, Language language, ZoneId zone, Instant now) {
        return new FormTurn(silent(form, state, language, null, zone, now, Advice.NONE)).summary();
    }

    private static FormInput silent(
            Form form,
            FormState state,
            Language language,
            @Nullable String channel,
            ZoneId zone,
            Instant now,
            Advice advice) {
        Analysis nothing = new Analysis(language, List.of(), false, Emotion.NEUTRAL, 0, List.of(), "");
        return new FormInput(
                form,
                state,
                "",
                nothing,
                language,
                channel,
                NOBODY,
                Proven.NOTHING,
                now,
                zone,
                "",
                List.of(),
                Map.of(),
                advice);
    }

    /** Whether the customer is being asked whether to continue what was begun earlier. */
    public static boolean asksWhetherToGoOn(FormState state) {
        return state.question() == Question.BACK;
    }
}
