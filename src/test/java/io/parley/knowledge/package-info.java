/** Tests of articles, questions and learning. */
@NullMarked
package io.parley.knowledge;

import org.jspecify.annotations.NullMarked;
