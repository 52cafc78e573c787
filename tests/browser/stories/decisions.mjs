// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessibility.mjs';

/** Decisions are played through by keys, and each is computed again to the last bit. */
export async function decisions(stage, origin) {
  const { page, story, shot } = stage;
  const drawer = page.getByRole('dialog');
  const title = () => drawer.getByRole('heading').first().textContent();
  const isSame = () => drawer.getByText('The same to the last bit').waitFor({ timeout: 60_000 });

  await story('a decision is replayed, and so are those before it', async () => {
    await page.goto(`${origin}/decisions?outcome=enter`);
    await page.getByRole('row').nth(2).waitFor({ timeout: 90_000 }); // one before it: an hour of the demo
    await page.getByRole('row').nth(1).click();
    await drawer.getByRole('button', { name: 'Replay' }).click();
    await isSame();
    await drawer.getByRole('table', { name: 'Kept and computed again' }).waitFor();
    await shot('decision-replay');
    await assertAccessible(stage);
    const newest = await title();
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(
      (was) => document.querySelector('[role=dialog] h2')?.textContent !== was,
      newest,
    );
    await isSame();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(
      (was) => document.querySelector('[role=dialog] h2')?.textContent === was,
      newest,
    );
    assert.equal(await title(), newest);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
  });
}
