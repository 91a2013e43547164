@NullMarked
package io.parley.inbox;

import org.jspecify.annotations.NullMarked;
