/** How the parts of the server are put together: what a part gives ({@code Component}) and what it is given ({@code Site}). */
@NullMarked
package io.parley.site;

import org.jspecify.annotations.NullMarked;
