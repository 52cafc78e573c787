// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessibility.mjs';

const MOST_TABS = 60;

const focused = (page) =>
  page.evaluate(() => {
    const { activeElement: at } = document;
    const { outlineStyle, outlineWidth } = getComputedStyle(at);
    return {
      role: at.getAttribute('role') ?? at.tagName.toLowerCase(),
      text: at.textContent.trim(),
      id: at.id,
      inDialog: at.closest('[role=dialog]') !== null,
      isSeen: outlineStyle !== 'none' && outlineWidth !== '0px',
    };
  });

async function tabTo(page, isIt) {
  for (let tabs = 0; tabs < MOST_TABS; ++tabs) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (isIt(at)) return at;
  }
  assert.fail(`not reached by ${MOST_TABS} tabs`);
}

/** The focus goes around in an open dialog and does not leave it. */
async function assertTrapped(page) {
  for (let tabs = 0; tabs < 12; ++tabs) {
    await page.keyboard.press('Tab');
    const { inDialog, text } = await focused(page);
    assert.ok(inDialog, `the focus left the dialog for "${text}"`);
  }
}

export async function keyboard(stage, origin) {
  const { page, story } = stage;

  await story('the first tab skips the menu', async () => {
    await page.goto(`${origin}/orders`);
    await page.getByRole('row').nth(1).waitFor();
    await page.keyboard.press('Tab');
    const link = page.getByRole('link', { name: 'Skip to the page' });
    assert.ok((await link.boundingBox()).y >= 0, 'it is out of sight');
    await page.keyboard.press('Enter');
    assert.equal((await focused(page)).id, 'page');
  });

  await story('a row is found, opened and left by keys', async () => {
    const row = await tabTo(page, ({ role }) => role === 'row');
    assert.ok(row.isSeen, 'the focus is not seen');
    await page.keyboard.press('ArrowDown');
    const below = await focused(page);
    assert.notEqual(below.text, row.text);
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog');
    await drawer.waitFor();
    await assertTrapped(page);
    await assertAccessible(stage);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement.getAttribute('role') === 'row');
    assert.equal((await focused(page)).text, below.text, 'the focus is not given back');
  });

  await story('the palette opens by keys and goes to a page', async () => {
    await page.keyboard.press('Control+k');
    await page.getByLabel('Page, pair or order').waitFor();
    await assertTrapped(page);
    await assertAccessible(stage);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.getByLabel('Page, pair or order').fill('kill sw');
    await page.getByRole('option', { name: /Risk/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/risk');
    await page.getByRole('button', { name: /Halt everything/ }).waitFor();
  });
}
