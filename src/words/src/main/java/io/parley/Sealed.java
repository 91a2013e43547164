package io.parley;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the personal data in an event or a state. Open in the memory of the entity; stored as ciphertext under the key of the customer
 * it is about, in the form of a {@link Personal}. Once that key is destroyed it reads as absent: null where it may be, otherwise empty.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
public @interface Sealed {

    /** Stands for a text whose key has been destroyed, where null is not allowed. */
    String ERASED = "erased";

    Personal.Kind value();
}
