/** The pages that browsers load: the widget, the console, and what a widget needs to know before anybody is signed in. */
@NullMarked
package io.parley.edge.page;

import org.jspecify.annotations.NullMarked;
