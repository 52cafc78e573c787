// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';

// The demo's own backtest of two years comes first in the queue, and stores what this one runs on.
const PATIENCE_MS = 180_000;

/** Asked for early, and read when it is done: other stories are told meanwhile. */
export async function backtestBegins({ page, story, shot, ask }, origin) {
  await story('a backtest on stored bars is asked for', async () => {
    await page.goto(`${origin}/data`);
    await page.getByText('ALFA/USDT').first().waitFor({ timeout: PATIENCE_MS });
    await page.goto(`${origin}/backtests`);
    await page.getByRole('button', { name: 'New backtest' }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('button', { name: 'Run it' }).click();
    await form.getByRole('alert').first().waitFor(); // without a strategy there is none
    await form.getByLabel('Strategy').fill('ema_cross');
    await form.getByRole('button', { name: 'ALFA/USDT' }).click();
    await form.getByLabel('Range').fill('20210101-20210701');
    await shot('backtest-new');
    await form.getByRole('button', { name: 'Run it' }).click();
    await form.waitFor({ state: 'detached' });
    await page.getByRole('listitem').filter({ hasText: /^ema_cross/ }).waitFor();
    assert.equal((await ask('/jobs')).items.length, 2);
  });
}

export async function backtestEnds({ page, context, story, shot }, origin) {
  await story('it is done, and its tear sheet opens', async () => {
    await page.goto(`${origin}/backtests`);
    const job = page.getByRole('listitem').filter({ hasText: /^ema_cross/ });
    await job.getByText('done').waitFor({ timeout: PATIENCE_MS });
    const run = page.getByRole('row').filter({ hasText: 'ema_cross' });
    const opens = context.waitForEvent('page');
    await run.getByRole('link').click();
    const sheet = await opens;
    await sheet.waitForLoadState();
    await sheet.getByText('Sharpe').first().waitFor();
    await sheet.getByText('ALFA/USDT').first().waitFor();
    assert.ok((await sheet.locator('svg').count()) > 0, 'a tear sheet has charts');
    await shot('tear-sheet', sheet);
    await sheet.close();
  });
}
