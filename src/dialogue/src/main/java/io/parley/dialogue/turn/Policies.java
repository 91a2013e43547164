package io.parley.dialogue.turn;

import io.parley.LocalizedText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The policies of a bot in the order in which they are asked, without those that its tenant has switched off. Some cannot be switched off:
 *
 * <ul>
 *   <li>{@code wordless}: nothing else can do anything with a turn without words;
 *   <li>{@code human-requested}: a person must come when asked for, whatever the bot could do instead;
 *   <li>{@code open-form}: what a customer has begun must be continued or cancelled, and a result of it be told;
 *   <li>{@code form-wanted} and {@code article}: other policies offer forms and articles to choose from, and the choice must have an effect;
 *   <li>{@code form-explains} and {@code not-understood}: every turn must be answered, and whoever is not understood twice needs a person.
 * </ul>
 */
public final class Policies {

    /**
     * A policy as people see it.
     *
     * @param purpose in each language
     * @param optional whether a tenant can switch it off
     */
    public record Described(String name, LocalizedText purpose, boolean optional, boolean off) {}

    private static final Set<String> REQUIRED = Set.of(
            Wordless.NAME,
            HumanRequested.NAME,
            OpenForm.NAME,
            FormWanted.NAME,
            ArticlePolicy.NAME,
            FormExplains.NAME,
            NotUnderstood.NAME);

    /** All policies, in order. */
    public static final Policies ALL = new Policies(Set.of());

    private final List<String> off;
    private final PolicyChain chain;

    private Policies(Collection<String> names) {
        Set<String> without = new TreeSet<>(names);
        off = List.copyOf(without);
        chain = chain(policy -> REQUIRED.contains(policy.name()) || !without.contains(policy.name()));
    }

    /** A form that is not concerned, and a customer who comes back, leave the turn to what stands behind them. */
    private static PolicyChain chain(Predicate<Policy> kept) {
        List<Policy> behind = Stream.of(
                        new CourtesyPolicy(),
                        new ProductPolicy(),
                        new FormWanted(),
                        new ArticlePolicy(),
                        new CourtesyMeant(),
                        new Clarification(),
                        new OrderNumber(),
                        new FormExplains(),
                        new NotUnderstood())
                .filter(kept)
                .toList();
        PolicyChain rest = new PolicyChain(behind);
        List<Policy> all = new ArrayList<>(Stream.of(
                        new Wordless(),
                        new HumanRequested(),
                        new CaseOpened(),
                        new Senior(),
                        new WelcomeBack(rest),
                        new OpenForm(rest))
                .filter(kept)
                .toList());
        all.addAll(behind);
        return new PolicyChain(all);
    }

    /**
     * Returns all policies but these.
     *
     * @throws IllegalArgumentException for a name of none, listing those there are, and for one that cannot be switched off
     */
    public static Policies without(Collection<String> names) {
        names.forEach(name -> {
            if (!names().contains(name)) {
                throw new IllegalArgumentException(
                        "there is no policy " + name + "; there are " + String.join(", ", names()));
            }
            if (REQUIRED.contains(name)) {
                throw new IllegalArgumentException("the policy " + name + " cannot be switched off; those that can are "
                        + String.join(
                                ", ",
                                names().stream()
                                        .filter(other -> !REQUIRED.contains(other))
                                        .toList()));
            }
        });
        return new Policies(names);
    }

    /** Returns those a recorded turn was decided by; policies that have been removed or made mandatory since then make no difference. */
    public static Policies recorded(List<String> off) {
        return new Policies(off);
    }

    private static List<String> names() {
        return ALL.chain.policies().stream().map(Policy::name).toList();
    }

    /** Returns the names of those that are switched off, sorted. */
    public List<String> off() {
        return off;
    }

    /** Returns all policies in order, also those that are switched off. */
    public List<Described> described() {
        return names().stream()
                .map(name ->
                        new Described(name, PolicyTexts.purpose(name), !REQUIRED.contains(name), off.contains(name)))
                .toList();
    }

    /** Decides a turn. */
    public Step decide(TurnView view, Draft draft) {
        return chain.take(view, draft).orElseThrow(() -> new IllegalStateException("the last policy takes every turn"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Policies policies && policies.off.equals(off);
    }

    @Override
    public int hashCode() {
        return off.hashCode();
    }

    @Override
    public String toString() {
        return off.isEmpty() ? "all policies" : "all policies but " + String.join(", ", off);
    }
}
