/** What a channel carries, in one model that every adapter and the server share. */
@NullMarked
package io.parley.channel.spi;

import org.jspecify.annotations.NullMarked;
