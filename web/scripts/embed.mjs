// SPDX-License-Identifier: MIT
// Makes the built page part of the program: all files of dist, compressed, in one blob, and a C++
// source that says where in it each lies. node scripts/embed.mjs FOLDER.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const out = resolve(process.argv[2] ?? '');
mkdirSync(out, { recursive: true });

const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(dist, join(entry.parentPath, entry.name)))
  .filter((path) => !path.startsWith('.vite'))
  .sort();
const blobs = [];
const rows = [];
let offset = 0;
for (const path of files) {
  const type = types[extname(path)];
  if (type === undefined) throw new Error(`${path}: no content type is known for it`);
  const bytes = gzipSync(readFileSync(join(dist, path)), { level: 9 });
  rows.push(`    {"/${path}", "${type}", Piece(${offset}, ${bytes.length})},`);
  blobs.push(bytes);
  offset += bytes.length;
}
writeFileSync(join(out, 'page.bin'), Buffer.concat(blobs));
writeFileSync(
  join(out, 'page_assets.cc'),
  `// Made by web/scripts/embed.mjs.
#include "cli/serve/page_assets.h"

__asm__(
    ".section .rodata\\n"
    ".balign 16\\n"
    "keel_page:\\n"
    ".incbin \\"${join(out, 'page.bin')}\\"\\n"
    ".previous\\n");
extern "C" const char keel_page[];

namespace keel::cli {

std::vector<server::Asset> PageAssets() {
  const auto Piece = [](size_t at, size_t size) { return std::string_view(keel_page + at, size); };
  return {
${rows.join('\n')}
  };
}

}  // namespace keel::cli
`,
);
console.log(`embedded ${files.length} files, ${Math.round(offset / 1024)} KiB`);
