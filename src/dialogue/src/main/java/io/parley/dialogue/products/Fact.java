package io.parley.dialogue.products;

import io.parley.LocalizedText;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The value of a feature for a product.
 *
 * @param note what should be said with it; null for nothing
 */
public record Fact(Value value, @Nullable LocalizedText note) {

    public sealed interface Value {}

    public record YesNo(boolean yes) implements Value {}

    /** In the unit of the feature. */
    public record Amount(BigDecimal number) implements Value {}

    public record Text(LocalizedText text) implements Value {}

    /** Whether the product has the feature at all. */
    public boolean has() {
        return !(value instanceof YesNo answer) || answer.yes();
    }
}
