// Writes generated/api.ts: the types of all that the server's descriptions describe, for HTTP and for the desk socket.
// openapi-typescript needs the compiler's JavaScript API, which TypeScript 7 no longer has; hence the older TypeScript of this package.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { load } from "js-yaml";
import openapiTS, { astToString } from "openapi-typescript";

const PACKAGES = new URL("../../resources/io/parley/", import.meta.url);
const OPENAPI = new URL("edge/api/openapi.yaml", PACKAGES);
const ASYNCAPI = new URL("edge/desk/asyncapi.yaml", PACKAGES);
const OUT = new URL("generated/api.ts", import.meta.url);

/** References lead from file to file; once all are together, to what is in the same document. */
const within = (key, value) => (key === "$ref" ? value.slice(value.indexOf("#")) : value);
const read = (file) => JSON.parse(JSON.stringify(load(readFileSync(file, "utf8"))), within);
const lastPart = (reference) => reference.split("/").at(-1);

/** All parts of the description as one document, as the server serves it. */
function openApi() {
  const root = read(OPENAPI);
  const files = readdirSync(PACKAGES, { recursive: true }).filter((file) => file.endsWith("openapi.yaml"));
  const parts = files.sort().map((file) => read(new URL(file, PACKAGES)));
  const components = {};
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
