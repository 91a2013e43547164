#!/bin/sh
# Builds, checks and tests the web part into src/target/web. Does nothing when no web source has changed since the last good build.
set -eu
cd "$(dirname "$0")"
out=../../target/web
stamp=../../target/web.sha256

if command -v sha256sum >/dev/null 2>&1; then digest=sha256sum; else digest="shasum -a 256"; fi

# The descriptions of the server's interfaces, which Maven has bundled, belong to the sources: types are generated from them.
sources=$(
  find . ../../target/api \( -name node_modules -o -name dist -o -name generated \) -prune -o -type f -print0 |
    LC_ALL=C sort -z | xargs -0 $digest | $digest | cut -d' ' -f1
)
[ -d "$out" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$sources" ] && exit 0

if ! command -v node >/dev/null 2>&1; then
  echo "The web part needs Node.js 20.19 or newer, and no 'node' is on the PATH." >&2
  echo "Install it from https://nodejs.org, or leave the web part out with -Dparley.web.skip." >&2
  exit 1
fi
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
  echo "The web part needs Node.js 20.19 or newer; this is $(node --version)." >&2
  echo "Install a newer one from https://nodejs.org, or leave the web part out with -Dparley.web.skip." >&2
  exit 1
fi

lock=$($digest package-lock.json | cut -d' ' -f1)
if [ "$(cat node_modules/.parley-lock 2>/dev/null)" != "$lock" ]; then
  echo "web: installing libraries"
  npm ci --no-audit --no-fund --loglevel=error
  echo "$lock" >node_modules/.parley-lock
fi

rm -f "$stamp"
# Maven only ever adds to its copy: files of an earlier build would otherwise stay in the jar.
rm -rf ../../target/classes/web
echo "web: lint"
npm run --silent lint
echo "web: typecheck"
npm run --silent typecheck --workspaces --if-present
echo "web: test"
npm run --silent test --workspaces --if-present
echo "web: build"
rm -rf "$out"
npm run --silent build --workspaces --if-present
node compress.mjs "$out"
[ -d "$out" ] || mkdir -p "$out"
echo "$sources" >"$stamp"
