/** Knowledge management: articles with versions and review, unanswered questions, drafts learned from conversations. */
@NullMarked
package io.parley.knowledge;

import org.jspecify.annotations.NullMarked;
