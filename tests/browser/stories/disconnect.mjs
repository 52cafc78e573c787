// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';

const SAID_WITHIN_MS = 2_000;
const BEAT_MS = 1_000; // the last word may have come so long before the server stopped
const SLACK_MS = 400; // of a busy machine
// The page gives a silent socket up after 10 s and makes another: so it has to come back by number.
const STOPPED_MS = 13_000;

/** What the page said on its sockets and heard there, in order. */
function overhear(page) {
  const sockets = [];
  page.on('websocket', (socket) => {
    const told = { said: [], heard: [] };
    sockets.push(told);
    socket.on('framesent', ({ payload }) => told.said.push(JSON.parse(payload)));
    socket.on('framereceived', ({ payload }) => told.heard.push(JSON.parse(payload)));
  });
  return sockets;
}

/** Milliseconds until the page itself says that it is not live, measured in the page. */
function timeUntilStale(page) {
  return page.evaluate(
    () =>
      new Promise((done) => {
        const from = performance.now();
        const look = () => {
          if (document.querySelector('[data-stale=true]')) done(performance.now() - from);
          else setTimeout(look, 20);
        };
        look();
      }),
  );
}

const lastOf = (frames, channel) =>
  frames.filter((frame) => frame.channel === channel && frame.seq !== undefined).at(-1);

/** `pause` and `goOn` stop and continue the server's process. */
export async function disconnect({ page, story, shot, ask }, origin, { pause, goOn }) {
  const sockets = overhear(page);
  const muted = () =>
    page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.color = 'var(--text-secondary)';
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    });

  await story('a server that is stopped is told within 2 s, and its figures are grey', async () => {
    await page.goto(`${origin}/orders`);
    await page.getByText('Live').first().waitFor();
    await page.getByRole('row').nth(1).waitFor();
    const pair = page.getByRole('rowgroup').getByText('/USDT').first();
    const grey = await muted();
    const ink = () => pair.evaluate((element) => getComputedStyle(element).color);
    assert.notEqual(await ink(), grey);
    pause();
    try {
      const took = await timeUntilStale(page);
      console.log(`     said after ${took.toFixed(0)} ms`);
      assert.ok(took <= SAID_WITHIN_MS + SLACK_MS, `it took ${took.toFixed(0)} ms`);
      assert.ok(took >= SAID_WITHIN_MS - BEAT_MS - SLACK_MS, 'it was not live before');
      await page.getByText('Nothing heard for 2 s.').waitFor();
      assert.equal(await ink(), grey, 'what is old is not grey');
      await shot('stale');
      await page.waitForTimeout(STOPPED_MS - took);
      await page.getByText('The server is not connected.').waitFor();
      await shot('offline');
    } finally {
      goOn();
    }
  });

  await story('it goes on by number, and no row is there twice', async () => {
    await page.getByText('Live').first().waitFor({ timeout: 30_000 });
    await page.locator('[data-stale=false]').waitFor();
    await page.waitForTimeout(2_000);
    const before = sockets.at(-2).heard;
    const { said, heard } = sockets.at(-1);
    const asked = said.find(({ since }) => since !== undefined && 'orders' in since);
    const orders = asked?.since.orders;
    assert.equal(orders, lastOf(before, 'orders').seq, 'it did not ask for what it lacked');
    const deltas = heard.filter(({ type, channel }) => type === 'delta' && channel === 'orders');
    deltas.forEach(({ seq }, at) => assert.equal(seq, orders + at + 1));
    const ids = (await ask('/orders?limit=200')).items.map(({ order_id }) => String(order_id));
    const rows = page.getByRole('table', { name: 'Orders' }).getByRole('row');
    const shown = await rows.locator('[role=cell]:first-child').allTextContents();
    assert.equal(new Set(shown).size, shown.length, 'a row is there twice');
    for (const id of shown) assert.ok(ids.includes(id), `there is no order ${id}`);
  });
}
