@NullMarked
package io.parley.training;

import org.jspecify.annotations.NullMarked;
