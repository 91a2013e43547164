/** How the server is assembled: what each part provides ({@code Component}) and what it receives ({@code Site}). */
@NullMarked
package io.parley.site;

import org.jspecify.annotations.NullMarked;
