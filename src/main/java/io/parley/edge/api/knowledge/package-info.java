/** Articles with their versions and review, unanswered questions, and trying what the bot would say. */
@NullMarked
package io.parley.edge.api.knowledge;

import org.jspecify.annotations.NullMarked;
