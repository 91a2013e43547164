package io.parley.bots.actions;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with placeholders for arguments, such as {@code /orders/{number}}, and for the server's own knowledge about the asker. */
record Template(String text) {

    /** The proven account; missing when there is none. */
    static final String ACCOUNT = "customer.account";

    /** {@code true} when the account is proven, else {@code false}. */
    static final String VERIFIED = "customer.verified";

    /** The second factor that was accepted for the object; missing when none was. */
    static final String FACTOR = "customer.factor";

    /** Names filled by the server alone. They contain a dot, which argument names cannot. */
    static final Set<String> RESERVED = Set.of(ACCOUNT, VERIFIED, FACTOR);

    static final String ARGUMENT = "[A-Za-z][A-Za-z0-9_-]*";

    private static final Pattern PLACE =
            Pattern.compile("\\{(" + ARGUMENT + "|customer\\.(?:account|verified|factor))}");

    /** @throws IllegalArgumentException when a brace does not belong to a placeholder */
    Template {
        String rest = PLACE.matcher(text).replaceAll("");
        if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
            throw new IllegalArgumentException("\"" + text + "\": an argument is written {name}");
        }
    }

    /** Returns the names that have placeholders. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        Matcher places = PLACE.matcher(text);
        while (places.find()) {
            names.add(places.group(1));
        }
        return names;
    }

    /** Returns the argument if its placeholder is the whole text, so that its type is kept. */
    Optional<String> only() {
        Matcher place = PLACE.matcher(text);
        return place.matches() ? Optional.of(place.group(1)) : Optional.empty();
    }

    /** @param argument returns what replaces the placeholder of a name */
    String filled(UnaryOperator<String> argument) {
        return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(argument.apply(place.group(1))));
    }
}
