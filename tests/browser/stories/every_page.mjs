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
  await main.getByText(shows).filter({ visible: true }).first().waitFor({ timeout: 15_000 });
  await main.getByLabel('Loading').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(DRAWN_MS);
  await shot(picture);
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
  assert.equal(sideways, false, 'the page is wider than its window');
  assert.equal(await page.locator('h1').count(), 1, 'a page has one name');
  await assertAccessible(stage);
  await lookBelow(stage, main, picture);
}

/** What is below the window of a long page has a picture of its own. */
async function lookBelow({ page, shot }, main, picture) {
  const isLong = await main.evaluate((it) => it.scrollHeight > it.clientHeight + 40);
  if (!isLong) return;
  await main.evaluate((it) => it.scrollTo(0, it.scrollHeight));
  await page.waitForTimeout(DRAWN_MS);
  await shot(picture.replace(/-(?=\w+$)/, '-below-'));
}

/** Every page with live figures, in both themes and on a phone, for everybody. */
export async function everyPage(stage, origin) {
  const { page, story } = stage;
  const views = [
    { suffix: 'dark', size: WIDE, theme: 'dark' },
    { suffix: 'light', size: WIDE, theme: 'light' },
    { suffix: 'phone', size: PHONE, theme: 'dark' },
  ];
  for (const { suffix, size, theme } of views) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: theme });
    for (const one of PAGES) {
      const picture = `${one.name}-${suffix}`;
      await story(picture, () => look(stage, origin, one, picture));
    }
  }
  await page.setViewportSize(WIDE);
  // The market has gone on for hours meanwhile: the curve has more to show.
  await story('overview-dark, later', () => look(stage, origin, PAGES[0], 'overview-dark'));
}
