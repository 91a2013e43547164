/** What all routes share: limits, problems, where a request comes from, what an answer must have. */
@NullMarked
package io.parley.edge.kit;

import org.jspecify.annotations.NullMarked;
