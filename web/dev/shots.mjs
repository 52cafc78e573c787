// SPDX-License-Identifier: MIT
// Pictures of pages in a headless Chromium, to be looked at; says what the console complained of.
//   BASE=http://127.0.0.1:8480 node dev/shots.mjs OUT NAME=/path ...
import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const { BASE = 'http://127.0.0.1:8480', CHROMIUM = '/usr/bin/chromium', THEMES = 'dark,light', SIZES = '1280x800,375x800' } = process.env;
const [out, ...pages] = process.argv.slice(2);
await mkdir(out, { recursive: true });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
for (const size of SIZES.split(',')) {
  const [width, height] = size.split('x').map(Number);
  for (const theme of THEMES.split(',')) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
    const page = await context.newPage();
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && console.log(`${page.url()}: ${message.text()}`));
    page.on('pageerror', (error) => console.log(`${page.url()}: ${error.message}`));
    for (const spec of pages) {
      const [name, path] = spec.split(/=(.*)/s);
      await page.goto(BASE + path);
      await page.waitForTimeout(1800);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) console.log(`${path} at ${size} is ${over} px too wide`);
      await page.screenshot({ path: `${out}/${name}-${theme}-${width}.png` });
    }
    await context.close();
  }
}
await browser.close();
