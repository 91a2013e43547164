package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.Personal.Kind;
import io.parley.Sealed;
import org.jspecify.annotations.Nullable;

/**
 * The authority under which an action is performed. Taken from the {@link Asker} and from {@link Proven}, never from an argument, so that
 * neither a form nor a customer's text can set it; actions send it where they contain {@code {customer.account}}, {@code
 * {customer.verified}} or {@code {customer.factor}}.
 *
 * @param account the proven account; null for none
 * @param factor the answer that the company's system accepted for the very object the action is about; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Authority(@Sealed(Kind.NAME) @Nullable String account, @Sealed(Kind.SLOT) @Nullable String factor) {

    public static final Authority NONE = new Authority(null, null);

    public boolean meets(Requires requires) {
        return switch (requires) {
            case ANYONE -> true;
            case KNOWN -> account != null || factor != null;
            case VERIFIED -> account != null;
        };
    }
}
