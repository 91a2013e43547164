package io.parley.dialogue.turn;

import io.parley.channel.spi.Content;
import io.parley.dialogue.turn.Wordings.Courtesy;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Returns a greeting, thanks or goodbye, and says who is talking, when nothing else is said. */
final class CourtesyPolicy implements Policy {

    static final String NAME = "courtesy";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Step> take(TurnView view, Draft draft) {
        return Wordings.SHIPPED.courtesy(view.said().folded()).map(courtesy -> answer(courtesy, view, draft));
    }

    static Step answer(Courtesy courtesy, TurnView view, Draft draft) {
        String code = courtesy.name().toLowerCase(Locale.ROOT);
        draft.trace("courtesy:" + code);
        boolean begins = courtesy == Courtesy.GREETING || courtesy == Courtesy.IDENTITY;
        Content text = view.text("courtesy." + code);
        List<Content> say =
                begins && view.open().isEmpty() ? List.of(text, view.answers().suggestions(List.of())) : List.of(text);
        return new Step.Done(draft.answer(view, say));
    }
}
