package io.parley.edge.api.schemas;

import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.bots.actions.ActionFile;
import io.parley.dialogue.forms.Forms;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.dialogue.products.GraphFile;
import io.parley.directory.TenantSchema;
import io.parley.edge.kit.Json;
import io.parley.kit.YamlSchema;
import io.parley.language.entity.Dictionary;
import java.util.Map;

/** The JSON Schemas of what tenants write, for editors. Public: they are the same for everybody, and say nothing about anybody. */
public final class SchemaRoutes {

    private static final Map<String, YamlSchema> SCHEMAS = Map.of(
            "actions", ActionFile.SCHEMA,
            "articles", ArticleFile.SCHEMA,
            "dictionary", Dictionary.SCHEMA,
            "forms", Forms.SCHEMA,
            "products", GraphFile.SCHEMA,
            "tenant", TenantSchema.FILE);

    private SchemaRoutes() {}

    /** @throws Refused {@code NOT_FOUND} if there is none of this name */
    public static YamlSchema schema(String name) {
        YamlSchema schema = SCHEMAS.get(name);
        if (schema == null) {
            throw new Refused(
                    ErrorCode.NOT_FOUND,
                    "There is no such schema. There are "
                            + String.join(
                                    ", ", SCHEMAS.keySet().stream().sorted().toList()) + ".");
        }
        return schema;
    }

    /** The routes served here, below {@code /api/v1}. */
    public static Route routes() {
        return Directives.path(
                PathMatchers.segment("schemas").slash(PathMatchers.segment()),
                name -> Directives.get(
                        () -> Directives.complete(Json.ok(schema(name).json()))));
    }
}
