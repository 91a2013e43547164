// Writes generated/api.ts: the types of all that the server's descriptions describe, for HTTP and for the desk socket.
// openapi-typescript needs the compiler's JavaScript API, which TypeScript 7 no longer has; hence the older TypeScript of this package.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { load } from "js-yaml";
import openapiTS, { astToString } from "openapi-typescript";

const OPENAPI = new URL("../../resources/io/parley/edge/api/openapi.yaml", import.meta.url);
const ASYNCAPI = new URL("../desk/asyncapi.yaml", OPENAPI);
const OUT = new URL("generated/api.ts", import.meta.url);

/** References lead from file to file; once all are together, to what is in the same document. Definitions of JSON Schemas are components. */
const within = (key, value) =>
  key === "$ref" ? value.slice(value.indexOf("#")).replace("#/$defs/", "#/components/schemas/") : value;
const read = (file) => JSON.parse(JSON.stringify(load(readFileSync(file, "utf8"))), within);
const lastPart = (reference) => reference.split("/").at(-1);

/** The definitions of the JSON Schemas that a file refers to. */
const definitions = (file) =>
  (readFileSync(file, "utf8").match(/[\w./-]+\.schema\.json(?=#)/g) ?? []).map(
    (schema) => read(new URL(schema, file)).$defs,
  );

/** All parts of the description as one document, as the server serves it. */
function openApi() {
  const root = read(OPENAPI);
  const files = [OPENAPI, ...root["x-parts"].map((part) => new URL(part, OPENAPI))];
  const parts = files.map(read);
  const components = { schemas: Object.assign({}, ...files.flatMap(definitions)) };
  for (const [kind, named] of parts.flatMap((part) => Object.entries(part.components ?? {}))) {
    components[kind] = { ...components[kind], ...named };
  }
  return { ...root, paths: Object.assign({}, ...parts.map(({ paths }) => paths)), components };
}

/** The frames of the desk socket as schemas beside those of HTTP, to which they refer as the served document does. */
function frames({ components, operations }) {
  const schemas = Object.fromEntries(
    Object.entries(components.messages).map(([name, { payload, summary }]) => [
      `${name}Frame`,
      { description: summary, ...payload },
    ]),
  );
  const oneOf = (messages) => ({
    oneOf: messages.map(({ $ref }) => ({ $ref: `#/components/schemas/${lastPart($ref)}Frame` })),
  });
  return {
    ...schemas,
    ServerFrame: oneOf(operations.show.messages),
    ClientFrame: oneOf(operations.ask.messages),
  };
}

const description = openApi();
Object.assign(description.components.schemas, frames(read(ASYNCAPI)));
const types = await openapiTS(description, {
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
  silent: true,
});
mkdirSync(new URL(".", OUT), { recursive: true });
writeFileSync(OUT, `// Generated from openapi.yaml and asyncapi.yaml by wire/generate.mjs.\n\n${astToString(types)}`);
