/** Results as files: JSON for programs, one table for people. */
@NullMarked
package io.parley.load.report;

import org.jspecify.annotations.NullMarked;
