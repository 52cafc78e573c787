// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';

/** The demo's link, and that the session behind it trades. */
export async function entry({ page, story }, link) {
  const { origin } = new URL(link);

  await story('the link lets in, once', async () => {
    await page.goto(link);
    await page.getByText('SIMULATED').first().waitFor();
    assert.equal(new URL(page.url()).hash, '');
    const again = await fetch(`${origin}/api/v1/link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: link.split('=')[1] }),
    });
    assert.equal(again.status, 401);
  });

  await story('the session trades and the page is live', async () => {
    await page.getByText('Trading').first().waitFor({ timeout: 120_000 });
    await page.getByText('Live').first().waitFor();
    await page.getByText(/^Enter$/).first().waitFor({ timeout: 120_000 });
  });
}
