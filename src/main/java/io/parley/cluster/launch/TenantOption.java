package io.parley.cluster.launch;

import io.parley.TenantId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Tells why a text given on the command line is no tenant's id. */
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
