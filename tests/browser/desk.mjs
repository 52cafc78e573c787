// SPDX-License-Identifier: MIT
// node desk.mjs LINK CHROMIUM WEB_FOLDER SHOTS_FOLDER SERVER_PID: what a person does at the desk of
// a demo, told in stories; the server's process is stopped for a while in one of them.
import assert from 'node:assert/strict';
import { PAGES } from './pages.mjs';
import { openStage } from './stage.mjs';
import { apiDocs } from './stories/api_docs.mjs';
import { backtestBegins, backtestEnds } from './stories/backtest.mjs';
import { decisions } from './stories/decisions.mjs';
import { disconnect } from './stories/disconnect.mjs';
import { entry } from './stories/entry.mjs';
import { everyPage } from './stories/every_page.mjs';
import { keyboard } from './stories/keyboard.mjs';
import { killSwitch } from './stories/kill_switch.mjs';
import { links } from './stories/links.mjs';
import { sweepBegins, sweepEnds } from './stories/optimise.mjs';
import { order } from './stories/order.mjs';
import { portfolio } from './stories/portfolio.mjs';
import { checkBegins, checkEnds } from './stories/robustness.mjs';
import { settings } from './stories/settings.mjs';

const [link, executablePath, web, shots, pid] = process.argv.slice(2);
const { origin } = new URL(link);
const stage = await openStage({ executablePath, web, shots });
const server = {
  pause: () => process.kill(Number(pid), 'SIGSTOP'),
  goOn: () => process.kill(Number(pid), 'SIGCONT'),
};

try {
  await entry(stage, link);
  await backtestBegins(stage, origin);
  await sweepBegins(stage, origin);
  await checkBegins(stage, origin);
  await order(stage, origin);
  await keyboard(stage, origin);
  await decisions(stage, origin);
  await settings(stage, origin);
  await links(stage, origin);
  await apiDocs(stage, origin);
  await backtestEnds(stage, origin);
  await sweepEnds(stage, origin);
  await checkEnds(stage, origin);
  await everyPage(stage, origin);
  await portfolio(stage, origin);
  await killSwitch(stage, origin);
  await disconnect(stage, origin, server);
  assert.deepEqual(stage.complaints, [], 'the browser complained');
  console.log(`${PAGES.length} pages in two themes and on a phone, no complaint of the browser`);
} finally {
  await stage.browser.close();
}
