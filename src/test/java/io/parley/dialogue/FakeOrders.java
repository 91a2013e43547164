package io.parley.dialogue;

import io.parley.TenantId;
import io.parley.dialogue.orders.Order;
import io.parley.dialogue.orders.OrderAnswer;
import io.parley.dialogue.orders.Orders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A shop whose orders are given by the test; can be out of order. */
public final class FakeOrders implements Orders {

    private final Map<String, Order> orders = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private boolean failing;

    public FakeOrders with(Order order) {
        orders.put(order.number(), order);
        return this;
    }

    public FakeOrders failing() {
        failing = true;
        return this;
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public CompletionStage<OrderAnswer> status(TenantId tenant, String number) {
        asked.add(number);
        if (failing) {
            return CompletableFuture.failedFuture(new IOException("out of order"));
        }
        Order order = orders.get(number);
        return CompletableFuture.completedFuture(
                order == null ? new OrderAnswer.Unknown() : new OrderAnswer.Found(order));
    }
}
