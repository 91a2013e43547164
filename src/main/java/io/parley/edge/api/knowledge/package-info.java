/** Articles with their versions and review, unanswered questions, and trials of the bot's answers. */
@NullMarked
package io.parley.edge.api.knowledge;

import org.jspecify.annotations.NullMarked;
