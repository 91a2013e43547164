/** Stanford CoreNLP as a reader of names and sentiment; under the GPL, see the LICENSE of this module. */
@NullMarked
package io.parley.corenlp;

import org.jspecify.annotations.NullMarked;
