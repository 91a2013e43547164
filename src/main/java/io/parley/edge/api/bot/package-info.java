/** The bot's policies as people see them. */
@NullMarked
package io.parley.edge.api.bot;

import org.jspecify.annotations.NullMarked;
