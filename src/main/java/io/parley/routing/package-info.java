/** Who waits, who can serve, and who is offered what; alarms when someone waits too long. */
@NullMarked
package io.parley.routing;

import org.jspecify.annotations.NullMarked;
