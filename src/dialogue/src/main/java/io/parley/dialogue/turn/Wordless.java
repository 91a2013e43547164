package io.parley.dialogue.turn;

import io.parley.channel.spi.Content;
import java.util.List;
import java.util.Optional;

/** Asks for words when there are none: a picture, a smiley, nothing at all. */
final class Wordless implements Policy {

    static final String NAME = "wordless";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Step> take(TurnView view, Draft draft) {
        if (!view.said().isWordless()) {
            return Optional.empty();
        }
        boolean media = view.turn().said().stream().flatMap(List::stream).anyMatch(Content.Media.class::isInstance);
        String code = media ? "media" : "empty";
        draft.trace("wordless:" + code);
        draft.notUnderstood(view.memory().notUnderstood());
        Content ask = view.text("wordless." + code);
        List<Content> say = view.open().isEmpty() ? List.of(ask, view.answers().suggestions(List.of())) : List.of(ask);
        return Optional.of(new Step.Done(draft.answer(view, say)));
    }
}
