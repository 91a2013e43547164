/** The pages that browsers load: the widget, the console, and the settings that a widget needs before sign-in. */
@NullMarked
package io.parley.edge.page;

import org.jspecify.annotations.NullMarked;
