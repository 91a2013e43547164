/** The entry point of every forked JVM; it runs on the child's own class path and so uses nothing but the JDK. */
@NullMarked
package io.parley.persistence.embedded.fork;

import org.jspecify.annotations.NullMarked;
