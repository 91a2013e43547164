// Writes generated/api.ts: the types of all that the server's descriptions describe, for HTTP and for the desk socket.
// openapi-typescript needs the compiler's JavaScript API, which TypeScript 7 no longer has; hence the older TypeScript of this package.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const API = new URL("../../../target/api/", import.meta.url);
const OUT = new URL("generated/api.ts", import.meta.url);

if (!existsSync(API)) {
  console.error("The server's descriptions are not bundled yet. Build once: mvn test-compile -am -pl src");
  process.exit(1);
}

const read = (name) => JSON.parse(readFileSync(new URL(name, API), "utf8"));
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

const description = read("openapi.json");
Object.assign(description.components.schemas, frames(read("asyncapi.json")));
const types = await openapiTS(description, {
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
  silent: true,
});
mkdirSync(new URL(".", OUT), { recursive: true });
writeFileSync(OUT, `// Generated from openapi.yaml and asyncapi.yaml by wire/generate.mjs.\n\n${astToString(types)}`);
