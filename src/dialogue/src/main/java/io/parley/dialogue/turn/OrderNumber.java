package io.parley.dialogue.turn;

import io.parley.dialogue.forms.Form;
import io.parley.language.Entity;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reports the status of an order named in a text that is otherwise not understood. That is a better start than asking back; done once for
 * each order.
 */
final class OrderNumber implements Policy {

    static final String NAME = "order-number";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Step> take(TurnView view, Draft draft) {
        return view.open().isEmpty()
                ? notToldYet(view).map(form -> new FormSteps(view, draft).begin(form))
                : Optional.empty();
    }

    private static Optional<Form> notToldYet(TurnView view) {
        return view.analysis().entities(Entity.ORDER_NUMBER).stream()
                .findFirst()
                .flatMap(number -> view.known()
                        .forms()
                        .forIntent(view.settings().orderIntent())
                        .filter(form -> Stream.of(MemoryCodes.FORM, MemoryCodes.BEGUN_FORM, MemoryCodes.LEFT_FORM)
                                .noneMatch(kind -> view.memory()
                                        .tried()
                                        .contains(kind + ":" + form.name() + ":" + number.value()))));
    }
}
