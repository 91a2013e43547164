/** Tenants' language models: trained from phrases, stored in versions, in use on every node within seconds. */
@NullMarked
package io.parley.training;

import org.jspecify.annotations.NullMarked;
