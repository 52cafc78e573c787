// SPDX-License-Identifier: MIT
// node speed.mjs LINK CHROMIUM WEB_FOLDER [SECONDS]: figures of the page of a live demo, whose ten
// pairs stream all the while. Only the size of the first load is judged: times are the machine's.
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
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
      type,
      buffered: true,
    });
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

const most = (numbers) => numbers.reduce((a, b) => Math.max(a, b), 0);
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const ms = (number) => `${number.toFixed(0)} ms`;
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const tell = (name, text) => console.log(`${name.padEnd(14)}${text}`);

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
  const wire = { page: 0, answers: 0, requests: 0 };
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  const kinds = new Map();
  client.on('Network.requestWillBeSent', ({ requestId, request }) => {
    const isAnswer = /^\/(api\/|openapi)/.test(new URL(request.url).pathname);
    kinds.set(requestId, isAnswer ? 'answers' : 'page');
  });
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    wire[kinds.get(requestId)] += encodedDataLength;
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
  const { 'first-paint': first, 'first-contentful-paint': content } = seen.paints;
  const { page: own, answers, requests } = wire;
  tell('first load', `${kb(own)} of page, ${kb(answers)} of answers, ${requests} requests`);
  tell('first paint', `${ms(first)}, with content ${ms(content)}, largest ${ms(seen.largest)}`);
  tell('live', `${ms(seen.live)} after the address was opened`);
  tell('long tasks', tasksOf(seen.tasks));
  return wire.page / 1000;
}

async function streaming(name, path) {
  const { context, page } = await openCold(path);
  await page.waitForTimeout(2_000); // it is loaded
  await page.evaluate(() => {
    globalThis.keelSpeed.tasks.length = 0;
    globalThis.keelSpeed.gaps.length = 0;
  });
  await stage.browser.startTracing(page, { categories: ['toplevel'] });
  await page.waitForTimeout(Number(seconds) * 1000);
  const { tasks, gaps } = await page.evaluate(() => globalThis.keelSpeed);
  const { traceEvents } = JSON.parse((await stage.browser.stopTracing()).toString());
  await context.close();
  const slow = gaps.filter((gap) => gap > SLOW_MS).length;
  const gap = `longest gap ${ms(most(gaps))}, ${slow} over ${SLOW_MS} ms`;
  tell(name, `${gaps.length} frames in ${seconds} s, ${gap}`);
  tell('', `tasks: ${tasksOf(tasks)}; by processor time ${busiestOf(traceEvents)}`);
}

/** What the page's thread itself worked, however busy the machine is with other things. */
function busiestOf(events) {
  const tasks = events.filter(({ name }) => name === 'ThreadControllerImpl::RunTask');
  const threads = new Map();
  for (const { pid, tdur = 0 } of ofMainThreads(events, tasks)) {
    threads.set(pid, [...(threads.get(pid) ?? []), tdur / 1000]);
  }
  const [busiest = []] = [...threads.values()].sort((a, b) => sum(b) - sum(a));
  return `${ms(most(busiest))} at most, ${ms(sum(busiest) / Number(seconds))} a second`;
}

function ofMainThreads(events, tasks) {
  const named = events.filter(({ name }) => name === 'thread_name');
  const main = named.filter(({ args }) => args.name === 'CrRendererMain');
  const ids = new Set(main.map(({ pid, tid }) => `${pid} ${tid}`));
  return tasks.filter(({ pid, tid }) => ids.has(`${pid} ${tid}`));
}

try {
  await stage.page.goto(link);
  await stage.page.getByText('SIMULATED').first().waitFor();
  const { items } = await stage.ask('/tickers');
  await stage.page.goto('about:blank'); // it would use the same processor
  const loaded = await load();
  console.log(`${items.length} pairs stream:`);
  for (const [name, path] of [['overview', '/'], ['markets', '/markets'], ['trade', '/trade']]) {
    await streaming(name, path);
  }
  if (loaded > BUDGET_KB) {
    console.log(`The first load is over ${BUDGET_KB} kB.`);
    process.exitCode = 1;
  }
} finally {
  await stage.browser.close();
}
