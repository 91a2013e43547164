package io.parley.language.entity;

import io.parley.language.Entity;
import io.parley.language.Spelling;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entities of a text, of the types in {@link Entity}, by rules, checksums and dictionaries, in Chinese, English and mixtures.
 * Where several claim the same place, the most specific one wins; what fails its checksum is not reported. Accepts any text, and takes time
 * proportional to its length. Thread-safe.
 */
public final class EntityFinder {

    private final ProductRule products;

    /**
     * @param productNames what the tenant sells, as written there, in all its languages; where several names begin alike ("H1 headphones",
     *     "H1 ear pads"), that beginning means the first of them, so the accessories come last; plain nouns among them count as products
     *     too
     */
    public EntityFinder(Collection<String> productNames) {
        this.products = new ProductRule(productNames);
    }

    /** As {@link #find(String, Instant, ZoneId, String)}, with nothing awaited. */
    public List<Entity> find(String text, Instant now, ZoneId zone) {
        return find(text, now, zone, null);
    }

    /**
     * The entities of the text, in order and without overlaps; positions are UTF-16 code units of the text as given.
     *
     * @param now with {@code zone}, the day from which "tomorrow" is counted
     * @param awaited the type that the customer was just asked for, null for none: anything that may be one is taken for it more readily,
     *     such as a bare {@code 77} for an order number, {@code 3} for a quantity, {@code 500} for an amount, 耳机 for a product
     */
    public List<Entity> find(String text, Instant now, ZoneId zone, @Nullable String awaited) {
        LocalDate today = now.atZone(zone).toLocalDate();
        Findings findings = new Findings(Spelling.fold(text));
        personal(findings, today);
        TrackingRule.find(findings);
        AmountRule.find(findings, Entity.AMOUNT.equals(awaited));
        DateRule.find(findings, today);
        products.find(findings, Entity.PRODUCT.equals(awaited));
        QuantityRule.find(findings, Entity.QUANTITY.equals(awaited));
        OrderNumberRule.find(findings, Entity.ORDER_NUMBER.equals(awaited));
        return findings.entities();
    }

    /** What identifies a person, or opens their account. */
    static void personal(Findings findings, LocalDate today) {
        EmailRule.find(findings);
        CardRule.find(findings, today);
        PhoneRule.find(findings);
    }
}
