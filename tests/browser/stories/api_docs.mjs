// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';

export async function apiDocs({ page, story, complaining }, origin) {
  await story('the API, read and tried', async () => {
    await page.goto(`${origin}/api-docs`);
    await page.getByLabel('Find').fill('kill switch');
    await page.getByRole('link', { name: 'POST /halt' }).waitFor();
    await page.getByLabel('Find').fill('');
    await page.getByRole('link', { name: 'GET /status' }).click();
    assert.equal(new URL(page.url()).pathname, '/api-docs/get-status');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByLabel('What it answered').getByText('"in_step"').waitFor();
    await complaining(/status of 400/, async () => {
      await page.goto(`${origin}/api-docs/post-orders`);
      await page.getByRole('button', { name: 'Send…' }).click();
      await page.getByRole('button', { name: 'Send it' }).click();
      await page.getByText('the session does not trade').waitFor();
    });
  });
}
