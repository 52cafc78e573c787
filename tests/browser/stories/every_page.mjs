// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessibility.mjs';
import { PAGES } from '../pages.mjs';
import { PHONE, WIDE } from '../stage.mjs';

const DRAWN_MS = 700; // charts and meters, after the figures are there

async function look(stage, origin, { path, shows }, picture) {
  const { page, shot } = stage;
  await page.goto(origin + path);
  const main = page.getByRole('main');
  await main.getByText(shows).first().waitFor({ timeout: 15_000 });
  await main.getByLabel('Loading').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(DRAWN_MS);
  await shot(picture);
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
  assert.equal(sideways, false, 'the page is wider than its window');
  assert.equal(await page.locator('h1').count(), 1, 'a page has one name');
  await assertAccessible(stage);
}

/** Every page with live figures, in both themes and on a phone, for everybody. */
export async function everyPage(stage, origin) {
  const { page, story } = stage;
  const look_at = (size, theme, suffix) => async () => {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: theme });
    for (const one of PAGES) {
      await story(`${one.name}${suffix}`, () => look(stage, origin, one, `${one.name}${suffix}`));
    }
  };
  await look_at(WIDE, 'dark', '-dark')();
  await look_at(WIDE, 'light', '-light')();
  await look_at(PHONE, 'dark', '-phone')();
  await page.setViewportSize(WIDE);
}
