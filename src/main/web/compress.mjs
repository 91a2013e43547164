// Writes a brotli and a gzip version beside every file that compression makes smaller; the server sends them to browsers that accept them.
// Argument: the folder of the built files.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const WORTH_IT = /\.(js|css|html|svg|json|webmanifest|txt)$/;

for (const name of readdirSync(process.argv[2], { recursive: true })) {
  if (WORTH_IT.test(name)) {
    const file = join(process.argv[2], name);
    const content = readFileSync(file);
    for (const [suffix, compressed] of [
      [".br", brotliCompressSync(content)],
      [".gz", gzipSync(content, { level: 9 })],
    ]) {
      if (compressed.length < content.length) {
        writeFileSync(file + suffix, compressed);
      }
    }
  }
}
