// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessibility.mjs';

const PAIR = 'BTC/USDT';
// Far enough below not to be filled before it is canceled, near enough for the price collar.
const BELOW = 0.985;

async function priceBelow(ask) {
  const { items } = await ask('/tickers');
  const { bid } = items.find(({ pair }) => pair === PAIR);
  return (Number(bid) * BELOW).toFixed(2);
}

const manual = async (ask) =>
  (await ask('/orders?limit=200')).items.filter(({ strategy }) => strategy !== 'ensemble');

export async function order(stage, origin) {
  const { page, story, ask, shot } = stage;
  const before = (await manual(ask)).length;

  await story('risk says what it thinks before an order is sent', async () => {
    await page.goto(`${origin}/trade/${PAIR}`);
    const send = page.getByRole('button', { name: /^Buy .* BTC$/ });
    assert.ok(await send.isDisabled(), 'a blank order can be sent');
    await page.getByLabel('Quantity').fill('1000');
    await page.getByLabel('Limit price').fill(await priceBelow(ask));
    await page.getByText(/Risk (refuses this order|allows [\d.]+ of it)\./).waitFor();
    await page.getByLabel('Quantity').fill('0.01');
    await page.getByText('Passes the pre-trade check.').waitFor();
    await page.getByText('Fee, at most').waitFor();
    assert.equal((await manual(ask)).length, before, 'a check sent an order');
    await assertAccessible(stage);
    await shot('trade-ticket');
  });

  await story('an order is placed by the ticket, and canceled', async () => {
    await page.getByLabel('Limit price').fill(await priceBelow(ask));
    await page.getByText('Passes the pre-trade check.').waitFor();
    await page.getByRole('button', { name: 'Buy 0.01 BTC' }).click();
    const told = await page.getByText(/order \d+ buys 0.01 BTC/i).first().textContent();
    const id = /\d+/.exec(told)[0];
    await page.getByRole('link', { name: 'Orders', exact: true }).first().click();
    await page.getByRole('row').filter({ hasText: PAIR }).first().click();
    const drawer = page.getByRole('dialog', { name: `Order ${id}` });
    await drawer.getByRole('button', { name: 'Cancel order' }).click();
    await drawer.getByText('Canceled').first().waitFor();
    await drawer.getByText('What it cost against arrival').waitFor();
    await drawer.getByText('When it ended').waitFor();
    await assertAccessible(stage);
    await shot('order-canceled');
    const { order: kept } = await ask(`/orders/${id}`);
    assert.equal(kept.state, 'CANCELED');
    assert.equal(Number(kept.quantity), 0.01);
    assert.equal(kept.slippage, null, 'it traded nothing');
    assert.equal(kept.shortfall, kept.opportunity, 'what it missed is all that it cost');
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
  });
}
