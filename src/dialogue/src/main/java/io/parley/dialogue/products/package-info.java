/** What a company sells, as a graph of products, kinds, features, relations and known problems; and what a text asks about it. */
@NullMarked
package io.parley.dialogue.products;

import org.jspecify.annotations.NullMarked;
