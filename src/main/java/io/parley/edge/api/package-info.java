/**
 * The REST interface for agents and supervisors, by area: each has its routes, its views, and their description beside them in {@code
 * openapi.yaml}.
 */
@NullMarked
package io.parley.edge.api;

import org.jspecify.annotations.NullMarked;
