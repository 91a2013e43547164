/** The processes under test: started, measured, frozen and killed. */
@NullMarked
package io.parley.load.lab;

import org.jspecify.annotations.NullMarked;
