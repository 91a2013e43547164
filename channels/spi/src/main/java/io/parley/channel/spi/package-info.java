/** The content model of channels, shared by the server and every adapter. */
@NullMarked
package io.parley.channel.spi;

import org.jspecify.annotations.NullMarked;
