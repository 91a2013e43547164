/** The JSON Schemas of files that tenants write. */
@NullMarked
package io.parley.edge.api.schemas;

import org.jspecify.annotations.NullMarked;
