// SPDX-License-Identifier: MIT
// node first_run.mjs ORIGIN TOKEN_FILE CHROMIUM WEB_FOLDER SHOTS_FOLDER: the first minutes at the
// desk of a session that has ended, which nobody has signed in to yet.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { openStage } from './stage.mjs';
import { firstRun } from './stories/first_run.mjs';

// Chromium reports that nobody is signed in at first, and that the session does not run.
const EXPECTED = /status of (401 .*\/me|(503|404) .*\/(status|risk\/summary))$/;
const [origin, tokenFile, executablePath, web, shots] = process.argv.slice(2);
const stage = await openStage({ executablePath, web, shots });
await stage.page.emulateMedia({ colorScheme: 'dark' });
try {
  await firstRun(stage, origin, (await readFile(tokenFile, 'utf8')).trim());
  const others = stage.complaints.filter((text) => !EXPECTED.test(text));
  assert.deepEqual(others, [], 'the browser complained');
} finally {
  await stage.browser.close();
}
