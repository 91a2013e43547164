/** The entry point of every forked JVM; it runs on the child's class path, so it uses only the JDK. */
@NullMarked
package io.parley.persistence.embedded.fork;

import org.jspecify.annotations.NullMarked;
