package io.parley.dialogue.actions;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with places for arguments, such as {@code /orders/{number}}, and for what the server knows of who asks. */
record Template(String text) {

    /** The account that is proven; missing when there is none. */
    static final String ACCOUNT = "customer.account";

    /** {@code true} when the account is proven, else {@code false}. */
    static final String VERIFIED = "customer.verified";

    /** The second factor that was accepted for the object; missing when none was. */
    static final String FACTOR = "customer.factor";

    /** Filled by the server alone. They have a dot, which no argument can have. */
    static final Set<String> RESERVED = Set.of(ACCOUNT, VERIFIED, FACTOR);

    static final String ARGUMENT = "[A-Za-z][A-Za-z0-9_-]*";

    private static final Pattern PLACE =
            Pattern.compile("\\{(" + ARGUMENT + "|customer\\.(?:account|verified|factor))}");

    /** @throws IllegalArgumentException when there is a brace that belongs to no place */
    Template {
        String rest = PLACE.matcher(text).replaceAll("");
        if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
            throw new IllegalArgumentException("\"" + text + "\": an argument is written {name}");
        }
    }

    /** The arguments there are places for. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        Matcher places = PLACE.matcher(text);
        while (places.find()) {
            names.add(places.group(1));
        }
        return names;
    }

    /** The argument that is all there is to it, and whose type therefore stays. */
    Optional<String> only() {
        Matcher place = PLACE.matcher(text);
        return place.matches() ? Optional.of(place.group(1)) : Optional.empty();
    }

    /** @param argument what stands at the place of a name */
    String filled(UnaryOperator<String> argument) {
        return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(argument.apply(place.group(1))));
    }
}
