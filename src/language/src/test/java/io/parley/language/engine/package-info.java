@NullMarked
package io.parley.language.engine;

import org.jspecify.annotations.NullMarked;
