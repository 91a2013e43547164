/** Direct Line 3.0 as a client, on one thread for any number of customers. */
@NullMarked
package io.parley.load.client;

import org.jspecify.annotations.NullMarked;
