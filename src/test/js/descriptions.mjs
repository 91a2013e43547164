// Holds what the server says about itself against the published schemas of OpenAPI and AsyncAPI. Argument: base address. Ends with 0
// when both documents are valid and refer to nothing that is not there.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv';

const base = process.argv[2];
const read = async (name) => (await fetch(`${base}/api/v1/${name}.json`)).json();

function refersToWhatIsThere(document) {
  const follow = (reference) =>
    reference
      .replace(/^#\//, '')
      .split('/')
      .reduce((found, name) => found?.[name.replaceAll('~1', '/').replaceAll('~0', '~')], document);
  const walk = (node) => {
    if (node !== null && typeof node === 'object') {
      if (typeof node.$ref === 'string') {
        assert.ok(follow(node.$ref), `${node.$ref} is not there`);
      }
      Object.values(node).forEach(walk);
    }
  };
  walk(document);
}

const openApi = await read('openapi');
refersToWhatIsThere(openApi);
const { valid, errors } = await new Validator().validate(structuredClone(openApi));
assert.ok(valid, `openapi.json: ${JSON.stringify(errors)}`);

const asyncApi = await read('asyncapi');
refersToWhatIsThere(asyncApi);
const schema = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json');
const check = new Ajv({ strict: false, validateFormats: false }).compile(schema);
assert.ok(check(asyncApi), `asyncapi.json: ${JSON.stringify(check.errors)}`);
