// Writes generated/api.ts: the types of all that the server's descriptions describe, for HTTP and for the desk socket.
// openapi-typescript needs the compiler's JavaScript API, which TypeScript 7 no longer has; hence the older TypeScript of this package.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { load } from "js-yaml";
import openapiTS, { astToString } from "openapi-typescript";

const DESCRIPTIONS = new URL("../../resources/io/parley/edge/rest/", import.meta.url);
const OPENAPI = new URL("openapi.yaml", DESCRIPTIONS);
const ASYNCAPI = new URL("asyncapi.yaml", DESCRIPTIONS);
const OUT = new URL("generated/api.ts", import.meta.url);

const read = (file) => load(readFileSync(file, "utf8"));
const lastPart = (reference) => reference.split("/").at(-1);

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

const openApi = read(OPENAPI);
Object.assign(openApi.components.schemas, frames(read(ASYNCAPI)));
const types = await openapiTS(openApi, {
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
  silent: true,
});
mkdirSync(new URL(".", OUT), { recursive: true });
writeFileSync(OUT, `// Generated from openapi.yaml and asyncapi.yaml by wire/generate.mjs.\n\n${astToString(types)}`);
