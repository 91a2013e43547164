/** One whole node against real databases, and what becomes of what it acknowledged when something breaks. */
@NullMarked
package io.parley.fault;

import org.jspecify.annotations.NullMarked;
