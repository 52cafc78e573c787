// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessibility.mjs';

export async function killSwitch(stage, origin) {
  const { page, story, ask, shot } = stage;
  const reason = 'a test of the browser';

  await story('the kill switch, typed, and what the server says then', async () => {
    await page.goto(`${origin}/risk`);
    await page.getByRole('button', { name: 'Halt everything…' }).click();
    const dialog = page.getByRole('dialog');
    const halt = dialog.getByRole('button', { name: 'Halt everything' });
    await dialog.getByLabel('Reason, for the journal').fill(reason);
    await dialog.getByLabel('Type HALT to confirm').fill('HAL');
    assert.ok(await halt.isDisabled(), 'half a word halts');
    await dialog.getByLabel('Type HALT to confirm').fill('HALT');
    await assertAccessible(stage);
    await halt.click();
    await page.getByText('Trading is halted.').first().waitFor();
    await page.getByText(reason).first().waitFor();
    const status = await ask('/status');
    assert.equal(status.state, 'halted');
    assert.equal(status.stopped[0].reason, reason);
    await shot('risk-halted');
  });

  await story('it is released with a reason, in two steps', async () => {
    await page.getByRole('button', { name: 'Resume…' }).click();
    const dialog = page.getByRole('dialog');
    const show = dialog.getByRole('button', { name: 'Show what would trade again' });
    assert.ok(await show.isDisabled(), 'it takes a reason');
    await dialog.getByLabel('Why it may trade again, for the journal').fill(`${reason} is over`);
    await show.click();
    await dialog.getByText('Step 2 of 2').waitFor();
    assert.equal((await ask('/status')).state, 'halted', 'one step was enough');
    await shot('risk-resume');
    await dialog.getByRole('button', { name: 'Let it trade again' }).click();
    await page.getByText('Nothing is stopped.').waitFor();
    const status = await ask('/status');
    assert.equal(status.state, 'trading');
    assert.deepEqual(status.stopped, []);
  });
}
