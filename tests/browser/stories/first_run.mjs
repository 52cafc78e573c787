// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessibility.mjs';

const USER = 'ann';
const PASSWORD = 'correct horse battery';
const WRONG = 'The user or the password is not right.';

async function signIn(page, user, password) {
  await page.getByLabel('User').fill(user);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Of a desk without users: who has the token makes the first one. */
export async function firstRun(stage, origin, token) {
  const { page, story, shot, complaining } = stage;

  await story('a desk without users asks for its token', async () => {
    await page.goto(origin);
    await page.getByRole('heading', { name: 'First set-up' }).waitFor();
    await shot('set-up');
    await assertAccessible(stage);
    await page.getByLabel('Set-up token').fill('not-the-token');
    await page.getByLabel('User').fill(USER);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Password, again').fill(`${PASSWORD}!`);
    const create = page.getByRole('button', { name: 'Create the first user' });
    await create.click();
    await page.getByText('The two passwords differ.').waitFor();
    await page.getByLabel('Password, again').fill(PASSWORD);
    await complaining(/status of 40[0-9]/, async () => {
      await create.click();
      await page.getByRole('alert').first().waitFor();
    });
    await page.getByLabel('Set-up token').fill(token);
    await create.click();
    await page.getByRole('button', { name: `Signed in as ${USER}` }).waitFor();
  });

  await story('an admin sees users and keys, and what was done', async () => {
    await page.goto(`${origin}/settings`);
    await page.getByRole('region', { name: 'Users' }).getByText(USER, { exact: true }).waitFor();
    const keys = page.getByRole('region', { name: 'Exchange keys' });
    await keys.getByText('No exchange key is set').waitFor();
    await keys.getByText('not set: BINANCE_API_KEY, BINANCE_API_SECRET').waitFor();
    await shot('settings-admin');
    await assertAccessible(stage);
    await page.goto(`${origin}/audit`);
    await page.getByRole('row').filter({ hasText: USER }).getByText('Done').waitFor();
    await page.getByRole('row').filter({ hasText: 'wrong token' }).getByText('Refused').waitFor();
    await shot('audit');
    await assertAccessible(stage);
  });

  await story('who signs out is out, and a wrong password is told without detail', async () => {
    await page.getByRole('button', { name: `Signed in as ${USER}` }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await shot('sign-in');
    await assertAccessible(stage);
    await complaining(/status of 401/, async () => {
      const status = await page.evaluate(() => fetch('/api/v1/status').then((r) => r.status));
      assert.equal(status, 401);
      for (const user of [USER, 'nobody']) {
        await page.reload();
        await signIn(page, user, 'not the password');
        assert.equal(await page.getByRole('alert').textContent(), WRONG);
      }
    });
    await signIn(page, USER, PASSWORD);
    await page.getByRole('button', { name: `Signed in as ${USER}` }).waitFor();
  });

  await story('a session that has ended is shown as ended', async () => {
    await page.goto(origin);
    await page.getByText('The session does not run or does not answer.').first().waitFor();
    await shot('ended');
    await assertAccessible(stage);
    await page.goto(`${origin}/orders`);
    await page.getByRole('row').nth(1).waitFor();
  });
}
