// SPDX-License-Identifier: MIT
// node desk.mjs LINK CHROMIUM WEB_FOLDER SHOTS_FOLDER: what a person does at the desk of a demo.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [link, executablePath, web, shots] = process.argv.slice(2);
const { chromium } = createRequire(join(web, 'package.json'))('playwright-core');
const origin = new URL(link).origin;
const pages = ['', 'markets', 'trade', 'orders', 'execution', 'portfolio', 'strategies', 'decisions',
  'risk', 'backtests', 'data', 'alerts', 'system', 'settings',
  'api-docs'];

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
const page = await context.newPage();
const complaints = [];
page.on('console', (m) => m.type() === 'error' && complaints.push(`${page.url()}: ${m.text()}`));
page.on('pageerror', (e) => complaints.push(`${page.url()}: ${e.message}`));

async function story(name, tell) {
  try {
    await tell();
    console.log(`ok   ${name}`);
  } catch (error) {
    await page.screenshot({ path: join(shots, 'failed.png') });
    console.log(`FAIL ${name}`);
    throw error;
  }
}

try {
  await story('the link lets in, once', async () => {
    await page.goto(link);
    await page.getByText('SIMULATED').first().waitFor();
    assert.equal(new URL(page.url()).hash, '');
    const again = await fetch(`${origin}/api/v1/link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: link.split('=')[1] }),
    });
    assert.equal(again.status, 401);
  });

  await story('the session trades and the page is live', async () => {
    await page.getByText('Trading').first().waitFor({ timeout: 60_000 });
    await page.getByText('Live').first().waitFor();
    await page.getByText('Enter').first().waitFor({ timeout: 60_000 });
  });

  for (const theme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme: theme });
    for (const name of pages) {
      await story(`${theme} ${name || 'overview'}`, async () => {
        await page.goto(`${origin}/${name}`);
        await page.getByText('SIMULATED').first().waitFor();
        await page.waitForTimeout(1_500);
        await page.screenshot({ path: join(shots, `${name || 'overview'}-${theme}.png`) });
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth > document.documentElement.clientWidth);
        assert.equal(sideways, false, 'the page is wider than its window');
      });
    }
  }

  await story('the API, read and tried', async () => {
    await page.goto(`${origin}/api-docs`);
    await page.getByLabel('Find').fill('kill switch');
    await page.getByRole('link', { name: 'POST /halt' }).waitFor();
    await page.getByLabel('Find').fill('');
    await page.getByRole('link', { name: 'GET /status' }).click();
    assert.equal(new URL(page.url()).pathname, '/api-docs/get-status');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByLabel('What it answered').getByText('"in_step"').waitFor();
    const complained = complaints.length;
    await page.goto(`${origin}/api-docs/post-orders`);
    await page.getByRole('button', { name: 'Send…' }).click();
    await page.getByRole('button', { name: 'Send it' }).click();
    await page.getByText('the session does not trade').waitFor();
    // Chromium itself reports an answer of 400, which was asked for here.
    complaints.splice(complained, 1);
  });

  await story('a phone', async () => {
    await page.setViewportSize({ width: 375, height: 800 });
    await page.goto(origin);
    await page.getByText('SIMULATED').first().waitFor();
    await page.waitForTimeout(1_000);
    await page.screenshot({ path: join(shots, 'overview-phone.png') });
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await story('the kill switch, typed, and what the server says then', async () => {
    await page.goto(`${origin}/risk`);
    await page.getByRole('button', { name: /Halt everything/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await dialog.getByLabel(/reason/i).fill('a test of the browser');
    const typed = dialog.getByLabel(/type/i);
    if (await typed.count()) await typed.fill('HALT');
    await dialog.getByRole('button', { name: /halt/i }).click();
    await page.getByText(/Halted/).first().waitFor({ timeout: 10_000 });
    const status = await page.evaluate(() => fetch('/api/v1/status').then((r) => r.json()));
    assert.equal(status.state, 'halted');
    await page.screenshot({ path: join(shots, 'risk-halted.png') });
  });

  assert.deepEqual(complaints, [], 'the browser complained');
  console.log(`${pages.length} pages in two themes, no complaint of the browser`);
} finally {
  await browser.close();
}
