// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessibility.mjs';

const PLACES = 12;

/** A decimal text as a whole number of its smallest parts. */
function units(text) {
  const [whole, fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.padEnd(PLACES, '0'));
  return text.startsWith('-') ? -value : value;
}

export async function portfolio(stage, origin) {
  const { page, story, ask, shot } = stage;

  await story('the equity is the sum that is shown', async () => {
    const sums = await ask('/portfolio/sums');
    const [equity, deposits, realized, unrealized, fees, other] = [
      sums.equity,
      sums.deposits,
      sums.realized_pnl,
      sums.unrealized_pnl,
      sums.fees,
      sums.other,
    ].map(units);
    assert.equal(equity, deposits + realized + unrealized - fees + other);
    await page.goto(`${origin}/portfolio`);
    const main = page.getByRole('main');
    for (const part of ['= Deposits', '+ Realized', '+ Unrealized', '− Fees', 'Profit']) {
      await main.getByText(part, { exact: true }).waitFor();
    }
  });

  await story('what was paid in is told apart from what was earned', async () => {
    await page.getByRole('button', { name: 'In and out' }).click();
    const table = page.getByRole('table', { name: 'Paid in and out' });
    await table.getByText('Start', { exact: true }).first().waitFor();
    const { items } = await ask('/transfers');
    assert.equal(await table.locator('tbody tr').count(), items.length);
  });

  await story('closed positions are a list that can be saved', async () => {
    await page.getByRole('button', { name: 'Closed', exact: true }).click();
    const { items } = await ask('/closed-trades');
    if (items.length === 0) {
      await page.getByText('Nothing has been closed yet.').waitFor();
      return;
    }
    const row = page.getByRole('table', { name: 'Closed positions' }).getByRole('row').nth(1);
    await row.getByText(items[0].pair).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save these rows as CSV' }).click();
    assert.equal((await download).suggestedFilename(), 'closed-trades.csv');
    await assertAccessible(stage);
    await shot('portfolio-closed');
  });
}
