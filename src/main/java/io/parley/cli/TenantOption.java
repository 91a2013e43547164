package io.parley.cli;

import io.parley.TenantId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts a tenant id given on the command line; reports why an invalid one is refused. */
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
