/** Signing in and out. */
@NullMarked
package io.parley.edge.api.signin;

import org.jspecify.annotations.NullMarked;
