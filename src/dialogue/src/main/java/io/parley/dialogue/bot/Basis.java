package io.parley.dialogue.bot;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a decision was based on besides the turn itself; stored with the answer, so that the same decision can be made again, by this
 * version of the bot or another.
 *
 * @param now as in the turn
 * @param understood what was understood of the turn's words
 * @param results of the actions that were done, in order
 * @param knowledge the version of the articles and products
 * @param composed what a language model composed from articles; null when none was asked
 * @param policiesOff the names of the policies that the tenant had switched off, sorted
 */
public record Basis(
        Instant now,
        Understood understood,
        List<ActionResult> results,
        String knowledge,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Composed composed,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> policiesOff) {
    @SuppressWarnings("ConstantValue") // Jackson passes null for what was left out
    public Basis {
        results = List.copyOf(results);
        policiesOff = policiesOff == null ? List.of() : List.copyOf(policiesOff);
    }
}
