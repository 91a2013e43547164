/** The REST interface for agents and supervisors. */
@NullMarked
package io.parley.edge.rest;

import org.jspecify.annotations.NullMarked;
