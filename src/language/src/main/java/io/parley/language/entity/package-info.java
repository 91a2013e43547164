/** Entities of a text (order numbers, days, amounts and so on), found by rules, checksums and dictionaries. */
@NullMarked
package io.parley.language.entity;

import org.jspecify.annotations.NullMarked;
