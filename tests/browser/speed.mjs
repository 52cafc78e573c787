// SPDX-License-Identifier: MIT
// node speed.mjs LINK CHROMIUM WEB_FOLDER [SECONDS]: figures of the page of a live demo, whose ten pairs
// stream all the while. It judges none of them but the size of the first load: times are of the machine.
//   keel demo --no-browser          prints the LINK
import { WIDE, openStage } from './stage.mjs';

const BUDGET_KB = 250;
const SLOW_MS = 50;
const [link, executablePath, web, seconds = '20'] = process.argv.slice(2);
const { origin } = new URL(link);
const stage = await openStage({ executablePath, web, shots: '.' });

/** Runs in the page before anything of it: keeps what the browser notices. */
function watch() {
  const seen = { tasks: [], largest: 0, live: null, gaps: [] };
  globalThis.keelSpeed = seen;
  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe('longtask', ({ duration }) => seen.tasks.push(duration));
  observe('largest-contentful-paint', ({ startTime }) => (seen.largest = startTime));
  let last = null;
  const frame = (now) => {
    if (last !== null) seen.gaps.push(now - last);
    last = now;
    if (seen.live === null && document.querySelector('[data-stale=false]')) seen.live = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

const most = (numbers) => Math.max(0, ...numbers);
const ms = (number) => `${number.toFixed(0)} ms`;

function tasksOf(tasks) {
  const blocking = tasks.reduce((total, duration) => total + duration - SLOW_MS, 0);
  return `${tasks.length} over ${SLOW_MS} ms, longest ${ms(most(tasks))}, blocking ${ms(blocking)}`;
}

/** Opens a page with nothing in the cache, as somebody who is signed in. */
async function openCold(path) {
  const context = await stage.browser.newContext({
    viewport: WIDE,
    storageState: await stage.context.storageState(),
  });
  const page = await context.newPage();
  await page.addInitScript(watch);
  const wire = { bytes: 0, requests: 0, api: 0 };
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  const isApi = new Map();
  client.on('Network.requestWillBeSent', ({ requestId, request }) =>
    isApi.set(requestId, new URL(request.url).pathname.startsWith('/api/')),
  );
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (isApi.get(requestId)) wire.api += encodedDataLength;
    else wire.bytes += encodedDataLength;
    wire.requests += 1;
  });
  await page.goto(origin + path);
  await page.waitForFunction(() => globalThis.keelSpeed.live !== null);
  return { context, page, wire };
}

async function load() {
  const { context, page, wire } = await openCold('/');
  await page.waitForTimeout(2_000);
  const seen = await page.evaluate(() => ({
    ...globalThis.keelSpeed,
    paints: Object.fromEntries(
      performance.getEntriesByType('paint').map(({ name, startTime }) => [name, startTime]),
    ),
  }));
  await context.close();
  const kb = wire.bytes / 1000;
  console.log(`first load        ${kb.toFixed(1)} kB of page and ${(wire.api / 1000).toFixed(1)} kB of answers over the wire, ${wire.requests} requests`);
  console.log(`first paint       ${ms(seen.paints['first-paint'])}, with content ${ms(seen.paints['first-contentful-paint'])}, largest ${ms(seen.largest)}`);
  console.log(`live              ${ms(seen.live)} after the address was opened`);
  console.log(`long tasks        ${tasksOf(seen.tasks)}`);
  return kb;
}

async function streaming(name, path) {
  const { context, page } = await openCold(path);
  await page.waitForTimeout(2_000); // it is loaded
  await page.evaluate(() => {
    globalThis.keelSpeed.tasks.length = 0;
    globalThis.keelSpeed.gaps.length = 0;
  });
  await page.waitForTimeout(Number(seconds) * 1000);
  const { tasks, gaps } = await page.evaluate(() => globalThis.keelSpeed);
  await context.close();
  const slow = gaps.filter((gap) => gap > SLOW_MS).length;
  console.log(`${name.padEnd(17)} ${gaps.length} frames in ${seconds} s, longest gap ${ms(most(gaps))}, ${slow} over ${SLOW_MS} ms; long tasks ${tasksOf(tasks)}`);
}

try {
  await stage.page.goto(link);
  await stage.page.getByText('SIMULATED').first().waitFor();
  const { items } = await stage.ask('/tickers');
  await stage.page.goto('about:blank'); // it would use the same processor
  const kb = await load();
  console.log(`${items.length} pairs stream:`);
  for (const [name, path] of [['overview', '/'], ['markets', '/markets'], ['trade', '/trade']]) {
    await streaming(name, path);
  }
  if (kb > BUDGET_KB) {
    console.log(`The first load is over ${BUDGET_KB} kB.`);
    process.exitCode = 1;
  }
} finally {
  await stage.browser.close();
}
