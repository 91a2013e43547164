/** What people do with knowledge: articles with versions and review, questions nobody answered, drafts learned from conversations. */
@NullMarked
package io.parley.knowledge;

import org.jspecify.annotations.NullMarked;
