// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

export async function links({ page, story, shot, ask }, origin) {
  await story('an address opens an order, its decision, and the way back', async () => {
    const { items } = await ask('/orders?limit=200');
    const { order_id: id, decision } = items.find((row) => row.decision !== null);
    await page.goto(`${origin}/orders?order=${id}`);
    const order = page.getByRole('dialog', { name: `Order ${id}` });
    await order.getByRole('link', { name: /why it was sent/ }).click();
    assert.equal(new URL(page.url()).search, `?decision=${decision}`);
    const why = page.getByRole('dialog', { name: new RegExp(`${decision}`) });
    await why.getByText('Target').first().waitFor();
    await shot('decision');
    await page.goBack();
    await order.waitFor();
    assert.equal(new URL(page.url()).search, `?order=${id}`);
  });

  await story('an address that leads nowhere says so', async () => {
    await page.goto(`${origin}/no-such-page`);
    await page.getByText('There is no such page.').waitFor();
  });

  await story('the rows of a table are saved as CSV', async () => {
    await page.goto(`${origin}/orders?show=filled`);
    await page.getByRole('row').nth(1).waitFor();
    const saves = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save these rows as CSV' }).click();
    const saved = await saves;
    assert.equal(saved.suggestedFilename(), 'orders.csv');
    const [head, ...lines] = (await readFile(await saved.path(), 'utf8')).trim().split('\r\n');
    const at = (name) => head.split(',').indexOf(name);
    const { items } = await ask('/orders?state=FILLED&limit=200');
    const rows = lines.map((line) => line.split(','));
    assert.ok(rows.length > 0);
    for (const row of rows) {
      const known = items.find(({ order_id }) => String(order_id) === row[at('order_id')]);
      assert.equal(row[at('quantity')], known?.quantity);
      assert.equal(row[at('state')], 'FILLED');
    }
  });
}
