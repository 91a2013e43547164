package io.parley.dialogue.turn;

import io.parley.channel.spi.Content;
import io.parley.dialogue.forms.Form;
import io.parley.dialogue.turn.ProductAnswers.ProductAnswer;
import io.parley.language.Entity;
import java.util.List;
import java.util.Optional;

/** Answers from the product graph, unless a form is named or an article or a form takes precedence. */
final class ProductPolicy implements Policy {

    static final String NAME = "product-answer";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Step> take(TurnView view, Draft draft) {
        Optional<Form> wanted = view.wanted();
        if (wanted.filter(view.wish()::isNamed).isPresent()) {
            return Optional.empty();
        }
        return view.products()
                .to(view.said().text(), view.analysis(), view.memory(), view.articles(), wanted)
                .map(answer -> answer(answer, view, draft));
    }

    private static Step answer(ProductAnswer answer, TurnView view, Draft draft) {
        draft.trace(answer.why());
        if (answer.tried() != null) {
            draft.tried(answer.tried());
        }
        if (answer.about() != null) {
            draft.entities().put(Entity.PRODUCT, answer.about());
        }
        draft.asked(view.question());
        draft.from(answer.sources());
        // The form that continues has its own choices.
        List<Content> texts = answer.say().stream()
                .filter(content -> !(content instanceof Content.Choice))
                .toList();
        return new Step.Done(draft.answer(view, view.open().isEmpty() || texts.isEmpty() ? answer.say() : texts));
    }
}
