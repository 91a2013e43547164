/** Conversations, agents and the line as clients see them; see the API descriptions. */
@NullMarked
package io.parley.edge.view;

import org.jspecify.annotations.NullMarked;
