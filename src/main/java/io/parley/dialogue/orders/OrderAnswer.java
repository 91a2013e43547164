package io.parley.dialogue.orders;

/** What the shop says about an order number. */
public sealed interface OrderAnswer {

    record Found(Order order) implements OrderAnswer {}

    /** The shop has no such order. */
    record Unknown() implements OrderAnswer {}
}
