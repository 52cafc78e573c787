// SPDX-License-Identifier: MIT
// node stream_clients.mjs ORIGIN COOKIE WEB_FOLDER CLIENTS SILENT SECONDS: connects CLIENTS browsers to the
// live stream, of which SILENT stop reading once they are in. Prints one JSON line: messages a client and
// second, milliseconds from the time in a message to its arrival (p50, p99, max), connections lost.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [origin, cookie, web, ...counts] = process.argv.slice(2);
const [clients, silent, seconds] = counts.map(Number);
const WebSocket = createRequire(resolve(web, 'package.json'))('ws');

async function ask(path, init = {}) {
  const answer = await fetch(`${origin}/api/v1${path}`, { ...init, headers: { cookie } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const pairs = (await ask('/instruments')).items.map((i) => i.pair).slice(0, 2);
const channels = ['status', 'tickers', ...pairs.map((pair) => `book:${pair}`)];
const delays = [];
let measures = false;
let lost = 0;

async function connect(reads) {
  const { ticket } = await ask('/stream-tickets', { method: 'POST' });
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/v1/stream`, { origin });
  await new Promise((done, fail) => socket.once('open', done).once('error', fail));
  socket.on('close', () => measures && reads && (lost += 1)).on('error', () => {});
  socket.on('message', (text) => {
    const arrived = Date.now();
    if (measures) {
      const ts = /"ts":"([^"]+)"/.exec(String(text).slice(0, 200));
      if (ts) delays.push(arrived - Date.parse(ts[1]));
    }
  });
  socket.send(JSON.stringify({ type: 'auth', ticket }));
  socket.send(JSON.stringify({ type: 'subscribe', channels }));
  if (!reads) socket._socket.pause();
  return socket;
}

const sockets = [];
for (let i = 0; i < clients; ++i) sockets.push(await connect(i >= silent));
await new Promise((done) => setTimeout(done, 2000));
measures = true;
await new Promise((done) => setTimeout(done, seconds * 1000));
measures = false;
delays.sort((a, b) => a - b);
const quantile = (q) => delays[Math.min(delays.length - 1, Math.floor(q * delays.length))];
console.log(JSON.stringify({
  clients, silent, messages_per_client_s: delays.length / (clients - silent) / seconds,
  p50_ms: quantile(0.5), p99_ms: quantile(0.99), max_ms: delays.at(-1), lost,
}));
for (const socket of sockets) socket.terminate();
