import { cpSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const OUT = fileURLToPath(new URL("../../../target/web", import.meta.url));
const DEMO = fileURLToPath(new URL("../demo", import.meta.url));
/** Shop pages load the widget on every view, so its compressed size is limited. */
const MOST_GZIP_BYTES = 60 * 1024;

/** Puts the demo shop's page beside the script, and fails the build if the script has grown too large. */
function finish(): Plugin {
  return {
    name: "parley-finish",
    apply: "build",
    closeBundle() {
      const size = gzipSync(readFileSync(`${OUT}/widget.js`), { level: 9 }).length;
      if (size > MOST_GZIP_BYTES) {
        throw new Error(`widget.js is ${size} bytes gzipped, more than ${MOST_GZIP_BYTES}`);
      }
      console.info(`widget.js: ${(size / 1024).toFixed(1)} kB gzipped`);
      cpSync(DEMO, OUT, { recursive: true, filter: (source) => !source.endsWith(".md") });
    },
  };
}

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    outDir: OUT,
    emptyOutDir: false,
    target: "es2022",
    // The first browsers with color-mix(); newer features of the style sheets, such as light-dark(), are transpiled for them.
    cssTarget: ["chrome111", "safari16.4", "firefox113"],
    lib: { entry: "src/main.tsx", name: "ParleyWidget", formats: ["iife"], fileName: () => "widget.js" },
  },
  plugins: [finish()],
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    pool: "forks",
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 10_000,
  },
});
