@NullMarked
package io.parley.dialogue.forms;

import org.jspecify.annotations.NullMarked;
