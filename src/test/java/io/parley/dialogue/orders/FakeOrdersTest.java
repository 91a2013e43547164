package io.parley.dialogue.orders;

import io.parley.dialogue.FakeOrders;

class FakeOrdersTest extends OrdersContract {

    @Override
    Orders orders() {
        return new FakeOrders().with(SHIPPED);
    }

    @Override
    Orders failing() {
        return new FakeOrders().failing();
    }
}
