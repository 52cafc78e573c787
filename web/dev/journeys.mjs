// SPDX-License-Identifier: MIT
// The main journeys through the dashboard in a headless Chromium, against any server at BASE that a
// one-time link or an open fixture lets into. Fails at the first step that does not happen.
//   BASE=http://127.0.0.1:8480/#link=TOKEN node dev/journeys.mjs
import { chromium } from 'playwright-core';

const { BASE = 'http://127.0.0.1:8480/', CHROMIUM = '/usr/bin/chromium' } = process.env;
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
const complaints = [];
page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
page.on('pageerror', (error) => complaints.push(error.message));

let paths = {};

/** `needs` is a path of the API; the step is left out where the server lacks it. */
async function step(name, run, needs) {
  if (needs && !paths[`/api/v1${needs}`]?.post) return console.log(`--  ${name}: not offered`);
  await run();
  console.log(`ok  ${name}`);
}

const button = (name) => page.getByRole('button', { name, exact: true });
const seen = (text, timeout = 6000) => page.getByText(text).first().waitFor({ timeout });
const go = (name) => page.getByRole('link', { name, exact: true }).first().click();

await step('the overview shows live figures', async () => {
  await page.goto(BASE);
  await seen('Equity');
  await page.getByRole('status').filter({ hasText: 'Live' }).waitFor({ timeout: 6000 });
  paths = (await (await page.request.get(new URL('/openapi.json', BASE).href)).json()).paths;
  if (page.url().includes('link=')) throw new Error('the token is still in the address');
});

await step('the theme toggles and is kept', async () => {
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  const before = await theme();
  await page.getByRole('button', { name: /^Use the .* theme$/ }).click();
  if ((await theme()) === before) throw new Error('the theme did not change');
  const after = await theme();
  await page.reload();
  if ((await theme()) !== after) throw new Error('the theme was forgotten');
});

await step('the palette finds a page', async () => {
  await seen('Equity');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('kill');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/risk');
});

await step('the kill switch trips', async () => {
  await button('Halt everything…').click();
  await page.getByLabel('Reason, for the journal').fill('a journey');
  await page.getByLabel('Type HALT to confirm').fill('HALT');
  await button('Halt everything').click();
  await button('Resume…').waitFor({ timeout: 6000 });
});

await step('and is released in two steps', async () => {
  await button('Resume…').click();
  await page.getByLabel('Why it may trade again, for the journal').fill('the journey goes on');
  await button('Show what would trade again').click();
  await button('Let it trade again').click();
  await seen('Nothing is stopped.');
});

await step(
  'an order is checked, placed and canceled',
  async () => {
    await go('Trade');
    await page.getByLabel('Quantity').waitFor();
    await page.getByLabel('Quantity').fill('0.01');
    await page.getByLabel('Limit price').fill('60000');
    await seen('Passes the pre-trade check.');
    await button('Buy 0.01 BTC').click();
    await seen(/Order \d+ is sent/);
    await go('Orders');
    await page.getByRole('row').nth(1).click();
    await button('Cancel order').click();
    await page.getByRole('dialog').getByText('Canceled').first().waitFor({ timeout: 6000 });
    await page.keyboard.press('Escape');
  },
  '/orders',
);

await step(
  'a backtest runs as a job',
  async () => {
    await go('Backtests');
    await button('New backtest').click();
    await page.getByLabel('Strategy').fill('ema_cross');
    await page.getByRole('group', { name: 'Stored pairs' }).getByRole('button').first().click();
    await button('Run it').click();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'ema_cross' })
      .getByText('done')
      .first()
      .waitFor({ timeout: 180_000 });
  },
  '/jobs/backtest',
);

await browser.close();
if (complaints.length > 0) {
  console.log(complaints.join('\n'));
  process.exit(1);
}
