/** What the bot can find out about an order, from the tenant's own shop system. */
@NullMarked
package io.parley.dialogue.orders;

import org.jspecify.annotations.NullMarked;
