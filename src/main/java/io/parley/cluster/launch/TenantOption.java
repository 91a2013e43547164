package io.parley.cluster.launch;

import io.parley.TenantId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A tenant id given on the command line; says what is wrong with one that is not valid. */
final class TenantOption implements ITypeConverter<TenantId> {

    @Override
    public TenantId convert(String value) {
        try {
            return new TenantId(value);
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException("'" + value + "': " + wrong.getMessage());
        }
    }
}
