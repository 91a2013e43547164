/**
 * The commands of {@code ./parley}: {@code up}, which runs everything on one machine for trying Parley out, {@code node}, and those that
 * migrate, import, train and manage keys. This package may block, because it waits for processes, not for messages.
 */
@NullMarked
package io.parley.cli;

import org.jspecify.annotations.NullMarked;
