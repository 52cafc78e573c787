// SPDX-License-Identifier: MIT
// Pictures of pages in a headless Chromium, to be looked at; says what the console complained of.
//   BASE=http://127.0.0.1:8480 LINK=/#link=TOKEN node dev/shots.mjs OUT NAME=/path ...
import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const {
  BASE = 'http://127.0.0.1:8480',
  LINK,
  CHROMIUM = '/usr/bin/chromium',
  THEMES = 'dark,light',
  SIZES = '1280x800,375x800',
  WAIT_MS = '1800',
} = process.env;
const [out, ...pages] = process.argv.slice(2);
await mkdir(out, { recursive: true });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
const page = await browser.newPage();
page.on('console', (message) => {
  if (['error', 'warning'].includes(message.type()))
    console.log(`${page.url()}: ${message.text()}`);
});
page.on('pageerror', (error) => console.log(`${page.url()}: ${error.message}`));
if (LINK) {
  await page.goto(BASE + LINK);
  await page.waitForTimeout(1500);
}
for (const size of SIZES.split(',')) {
  const [width, height] = size.split('x').map(Number);
  await page.setViewportSize({ width, height });
  for (const theme of THEMES.split(',')) {
    await page.emulateMedia({ colorScheme: theme });
    for (const spec of pages) {
      const [name, path] = spec.split(/=(.*)/s);
      await page.goto(BASE + path);
      await page.waitForTimeout(Number(WAIT_MS));
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) console.log(`${path} at ${size} is ${over} px too wide`);
      await page.screenshot({ path: `${out}/${name}-${theme}-${width}.png` });
    }
  }
}
await browser.close();
