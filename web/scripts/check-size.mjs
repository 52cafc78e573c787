// SPDX-License-Identifier: MIT
// Fails where what a browser must load before the first page shows is over the budget: all that
// index.html names, which is the entry, what it imports statically, and the styles.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 250;
const dist = new URL('../dist/', import.meta.url);
const page = readFileSync(new URL('index.html', dist), 'utf8');
const files = [...page.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(([, file]) => file);

let total = 0;
for (const file of new Set(files)) {
  const size = gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1000;
  total += size;
  console.log(`${size.toFixed(1).padStart(8)} kB  ${file}`);
}
console.log(`${total.toFixed(1).padStart(8)} kB  first load, of ${BUDGET_KB} kB`);
if (files.length === 0 || total > BUDGET_KB) process.exit(1);
