/** What the bot understands: training, and choosing the model in use. */
@NullMarked
package io.parley.edge.api.language;

import org.jspecify.annotations.NullMarked;
