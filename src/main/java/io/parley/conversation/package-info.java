/** The exchange between a customer and us: its protocol, its entity, and who holds the turn. */
@NullMarked
package io.parley.conversation;

import org.jspecify.annotations.NullMarked;
