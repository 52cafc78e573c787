// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';

const painted = (page) => page.evaluate(() => document.documentElement.dataset.theme);

async function choose(page, group, name) {
  await page.getByRole('group', { name: group }).getByRole('button', { name }).click();
}

/** What a person sets about the view is kept in the browser. */
export async function settings({ page, story }, origin) {
  await story('the theme is changed by its button, and kept', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(origin);
    await page.getByText('SIMULATED').first().waitFor();
    assert.equal(await painted(page), 'dark');
    await page.getByRole('button', { name: 'Use the light theme' }).click();
    assert.equal(await painted(page), 'light');
    await page.reload({ waitUntil: 'commit' });
    await page.waitForFunction(() => document.body);
    assert.equal(await painted(page), 'light', 'before anything is drawn');
    await page.goto(`${origin}/settings`);
    await choose(page, 'Theme', "The device's");
    assert.equal(await painted(page), 'dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'light');
    await page.emulateMedia({ colorScheme: 'dark' });
  });

  await story('times are UTC, or of the place by the setting', async () => {
    const clockIn = (zone) => async () => {
      await page.goto(`${origin}/orders`);
      const time = page.getByRole('row').locator('time').last();
      const at = new Date(await time.getAttribute('datetime'));
      const want = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        hour: '2-digit',
        minute: '2-digit',
      }).format(at);
      const text = await time.textContent();
      assert.ok(text.includes(want), `${text} is not ${want} in ${zone}`);
    };
    await clockIn('UTC')();
    await page.goto(`${origin}/settings`);
    await choose(page, 'Times', 'Local');
    await clockIn('America/New_York')();
    await page.goto(`${origin}/settings`);
    await choose(page, 'Times', 'UTC');
    await clockIn('UTC')();
  });
}
