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

/** Leads through forms. Everything it depends on comes in; the same input always gives the same step. */
public final class FormDialogue {

    /** Who asks where nothing is done and nothing of systems is told. */
    private static final Asker NOBODY = Asker.unproven(new ChannelAddress("none", "none", "none"));

    private FormDialogue() {}

    /** The next step. After {@link FormStep.Act}, ask again with {@link FormInput#with} the result; all else ends the turn. */
    public static FormStep next(FormInput input) {
        return new FormTurn(input).next();
    }

    /**
     * How to go on when {@link #next} said {@link FormStep.Other} and nothing else could answer the text either. After {@link
     * FormStep.Act}, ask this again with the result.
     */
    public static FormStep notUnderstood(FormInput input) {
        return new FormTurn(input).notUnderstood();
    }

    /** The open question again, shortly, to append after a digression was answered. The state stays as it is. */
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
     * Asks whether to go on with a form that was begun in an earlier conversation or on another channel. When it has
     * {@linkplain Form#expired expired}, there is nothing to go on with.
     */
    public static FormStep.Said welcomeBack(
            Form form, FormState state, Language language, @Nullable String channel, ZoneId zone, Instant now) {
        return new FormTurn(silent(form, state, language, channel, zone, now, Advice.NONE)).welcomedBack();
    }

    /** What is known so far, a line each, for a human who takes over for another reason than the form's own. */
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

    /** Whether the customer is being asked whether to go on with what was begun earlier. */
    public static boolean asksWhetherToGoOn(FormState state) {
        return state.question() == Question.BACK;
    }
}
