/** Tenants' language models: trained from phrases, kept in versions, in use on every node within seconds. */
@NullMarked
package io.parley.training;

import org.jspecify.annotations.NullMarked;
