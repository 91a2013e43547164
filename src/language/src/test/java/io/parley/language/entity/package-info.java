@NullMarked
package io.parley.language.entity;

import org.jspecify.annotations.NullMarked;
