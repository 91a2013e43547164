/** The tenant's language models: training, and choosing the one in use. */
@NullMarked
package io.parley.edge.api.language;

import org.jspecify.annotations.NullMarked;
