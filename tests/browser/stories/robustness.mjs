// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';

const PATIENCE_MS = 300_000; // other jobs come first in the queue

/** Asked for early, and looked at when it is done: other stories are told meanwhile. */
export async function checkBegins({ page, story }, origin) {
  await story('what is left in a slightly different world is asked', async () => {
    await page.goto(`${origin}/robustness`);
    await page.getByRole('button', { name: 'New check' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Strategy').fill('ema_cross');
    await form.getByRole('button', { name: 'ALFA/USDT' }).click();
    await form.getByLabel('Range').fill('20210101-20210401');
    await form.getByLabel('Check').selectOption('robustness');
    await form.getByRole('button', { name: 'Run it' }).click();
    await form.waitFor({ state: 'detached' });
    await page.getByRole('listitem').filter({ hasText: 'robustness of ema_cross' }).waitFor();
  });
}

export async function checkEnds({ page, story, shot }, origin) {
  await story('its verdict, its tests and the integrity badge are shown', async () => {
    await page.goto(`${origin}/robustness`);
    const job = page.getByRole('listitem').filter({ hasText: 'robustness of ema_cross' });
    await job.getByRole('link', { name: 'Result' }).click({ timeout: PATIENCE_MS });
    const tests = page.getByRole('table', { name: 'Tests of robustness' });
    await tests.getByText('Late entries').waitFor();
    await page.getByRole('table', { name: 'Parameter surface' }).waitFor();
    const badge = page.getByRole('region', { name: 'Integrity badge' });
    assert.equal(await badge.getByRole('listitem').count(), 4, 'four questions');
    await shot('robustness-result');
  });
}
