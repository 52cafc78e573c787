// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';

const PATIENCE_MS = 240_000; // other jobs come first in the queue

/** Asked for early, and looked at when it is done: other stories are told meanwhile. */
export async function sweepBegins({ page, story }, origin) {
  await story('a sweep over two parameters is asked for', async () => {
    await page.goto(`${origin}/optimise`);
    await page.getByRole('button', { name: 'New sweep' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Strategy').fill('ema_cross');
    await form.getByRole('button', { name: 'ALFA/USDT' }).click();
    await form.getByLabel('Range').fill('20210101-20210401');
    await form.getByRole('button', { name: 'Run it' }).click();
    await form.getByRole('alert').first().waitFor(); // without a parameter there is no sweep
    await form.getByLabel('Parameters and their values').fill('fast=10:30:10 slow=40:80:20');
    await form.getByRole('button', { name: 'Run it' }).click();
    await form.waitFor({ state: 'detached' });
    await page.getByRole('listitem').filter({ hasText: 'ema_cross' }).waitFor();
  });
}

export async function sweepEnds({ page, story, shot }, origin) {
  await story('its trials lie on a heat map, and the court hears all of them', async () => {
    await page.goto(`${origin}/optimise`);
    const job = page.getByRole('listitem').filter({ hasText: 'parameters of ema_cross' });
    await job.getByRole('link', { name: 'Result' }).click({ timeout: PATIENCE_MS });
    const heat = page.getByRole('table', { name: 'sharpe over fast and slow' });
    await heat.waitFor();
    assert.equal(await heat.getByRole('row').count(), 4, 'three values of slow and their head');
    await page.getByRole('button', { name: 'Parallel coordinates' }).click();
    await page.getByRole('img', { name: /trials over fast, slow, sharpe/ }).waitFor();
    await page.getByRole('button', { name: 'The best' }).click();
    await page.getByRole('table', { name: 'The best trials' }).waitFor();
    await page.getByRole('button', { name: 'Hold court over this sweep' }).click();
    await page
      .getByRole('table', { name: 'Conditions of the ruling' })
      .waitFor({ timeout: PATIENCE_MS });
    await page.getByRole('button', { name: 'Heat map' }).click();
    await heat.waitFor();
    await shot('optimise-sweep');
  });
}
