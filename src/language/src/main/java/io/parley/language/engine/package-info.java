/** Understands what customers write with a model that their company trained. */
@NullMarked
package io.parley.language.engine;

import org.jspecify.annotations.NullMarked;
