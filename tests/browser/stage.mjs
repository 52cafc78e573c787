// SPDX-License-Identifier: MIT
// What a story plays on: a Chromium with one page, what the browser complained of, the pictures.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

export const WIDE = { width: 1280, height: 800 };
export const PHONE = { width: 375, height: 800 };

/** `web` is the folder whose packages are used; `shots` the one where the pictures go. */
export async function openStage({ executablePath, web, shots }) {
  const need = createRequire(resolve(web, 'package.json'));
  const browser = await need('playwright-core').chromium.launch({
    executablePath,
    args: ['--no-sandbox'],
  });
  // Not UTC, so that local times can be told from it.
  const context = await browser.newContext({ viewport: WIDE, timezoneId: 'America/New_York' });
  const complaints = [];
  context.on('page', (opened) => {
    const complain = (text) => complaints.push(`${opened.url()}: ${text}`);
    opened.on('console', (m) => m.type() === 'error' && complain(`${m.text()} ${m.location().url}`));
    opened.on('pageerror', (e) => complain(e.message));
  });
  const page = await context.newPage();

  const shot = (name, of = page) => of.screenshot({ path: join(shots, `${name}.png`) });

  async function story(name, tell) {
    const from = Date.now();
    try {
      await tell();
      console.log(`ok   ${name} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
    } catch (error) {
      await shot('failed').catch(() => {});
      console.log(`FAIL ${name}`);
      throw error;
    }
  }

  /** Chromium itself reports an answer of 4xx, also one that is asked for. */
  async function complaining(expected, act) {
    const before = complaints.length;
    await act();
    const others = complaints.splice(before).filter((text) => !expected.test(text));
    complaints.push(...others);
  }

  /** Asks the API as the page does; what it answers, or its problem. */
  const ask = (path) => page.evaluate((at) => fetch(at).then((r) => r.json()), `/api/v1${path}`);

  return { browser, context, page, complaints, need, shot, story, complaining, ask };
}
