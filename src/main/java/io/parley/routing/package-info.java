/** Matches waiting work with agents, and raises alarms when a customer waits too long. */
@NullMarked
package io.parley.routing;

import org.jspecify.annotations.NullMarked;
