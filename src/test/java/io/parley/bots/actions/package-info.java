@NullMarked
package io.parley.bots.actions;

import org.jspecify.annotations.NullMarked;
