package io.parley.dialogue;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.Handoff;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.turn.Phrases;
import io.parley.language.Language;
import io.parley.language.Languages;
import java.util.List;

/**
 * Answers without the dialogue engine: an honest apology with a handoff to a human when it fails, and a request to wait while it is only
 * {@linkplain BotBusyException busy}.
 */
public final class Fallback {

    private Fallback() {}

    /** Asks for patience. */
    public static List<Content> botBusy(Language language) {
        return List.of(new Content.Text(Phrases.in(language).say("busy")));
    }

    /** Decides a turn for which the engine failed. Pure, like every decision; depends on nothing that could fail too. */
    public static Decision botFailed(Turn turn) {
        return handedOver(turn, "机器人未能及时作答，请接手。", "The bot could not answer in time; please take over.", "bot-failed");
    }

    /**
     * Decides a turn in which an action was performed whose result is of no use to any form, because its form was changed meanwhile. Like
     * any decision without a basis, it makes the handoff list what was done.
     */
    static Decision resultUnused(Turn turn, ActionResult result) {
        return handedOver(
                turn,
                "办理期间流程有变动，客户还不知道办理结果，请接手。",
                "The form changed during its action, and the customer does not know the outcome; please take over.",
                "result-unused:" + result.call().action());
    }

    /** @param why as in {@link Decision#trace} */
    private static Decision handedOver(Turn turn, String summaryZh, String summaryEn, String why) {
        Language remembered = turn.memory().language();
        Language language = remembered == null ? Languages.guess(turn.text(), turn.locale()) : remembered;
        boolean chinese = language != Language.EN;
        String say = chinese
                ? "抱歉，我这边暂时出了点问题，正在为您转接人工客服，您的消息都已保留。"
                : "Sorry, something went wrong on my side. I am bringing in a colleague; nothing you wrote is lost.";
        return new Decision(
                List.of(new Content.Text(say)),
                new Handoff(HandoffReason.BOT_FAILED, chinese ? summaryZh : summaryEn, List.of()),
                turn.memory().handedOver(),
                List.of(),
                List.of(why));
    }
}
