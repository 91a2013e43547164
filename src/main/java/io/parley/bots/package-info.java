/** Every tenant's bot on this node: its knowledge, read from the directory; its models; and its actions in the company's systems. */
@NullMarked
package io.parley.bots;

import org.jspecify.annotations.NullMarked;
