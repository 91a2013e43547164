package io.parley.directory;

import io.parley.kit.YamlSchema;

/** What a tenant's file must be like, and those sections of it that are kept as documents of their own. */
public final class TenantSchema {

    public static final YamlSchema FILE = YamlSchema.beside(TenantSchema.class, "tenant.schema.json");

    public static final YamlSchema BOT = FILE.part("Bot");
    public static final YamlSchema LIMITS = FILE.part("Limits");
    public static final YamlSchema PUBLISH = FILE.part("Publish");
    public static final YamlSchema SIGNING = FILE.part("Signing");
    public static final YamlSchema SILENCE = FILE.part("Silence");

    private TenantSchema() {}
}
