/**
 * Personal data as ciphertext: the keys of customers and tenants, sealing what is stored, opening what is read, destroying a key. A sealed
 * value is an {@link io.parley.Personal}.
 */
@NullMarked
package io.parley.privacy;

import org.jspecify.annotations.NullMarked;
