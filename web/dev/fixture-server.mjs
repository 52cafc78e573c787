// SPDX-License-Identifier: MIT
// FIXTURE SERVER, for working on the pages without a trading session. Everything it tells is
// invented from a seed. It speaks the paths and the stream of the API, serves dist with the content
// policy of the real server, and is no part of any build.
//   PORT=8480 MODE=paper ROLE=admin SETUP=1 SIGNED_IN=1 SILENT=1 LEAN=1 IDLE=1 \
//     node dev/fixture-server.mjs
// LEAN leaves out what not every server can do; SILENT lets the stream fall silent; IDLE has no
// large orders.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { makeAlerting } from './fixture/alerting.mjs';
import { Jobs } from './fixture/jobs.mjs';
import { Market } from './fixture/market.mjs';
import { Parents } from './fixture/parents.mjs';
import { iso } from './fixture/random.mjs';
import { routesOf } from './fixture/routes.mjs';
import { Session } from './fixture/session.mjs';

const {
  PORT = '8480',
  MODE = 'paper',
  ROLE = 'admin',
  SETUP,
  SIGNED_IN,
  SILENT,
  LEAN,
  IDLE,
} = process.env;
const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const COOKIE = 'keel_session=fixture';
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

const NO_PARENTS = { list: () => [], detail: () => null, step: () => [] };

const desk = {
  mode: MODE,
  name: 'fixture desk',
  needs_setup: Boolean(SETUP),
  is_demo: true,
  version: '0.9.0',
};
const me = { user: 'ana', role: ROLE, is_stale: false };
const channels = new Map();
const market = new Market(7);
const session = new Session(market, 11);
const jobs = new Jobs(publish);
const parents = IDLE ? NO_PARENTS : new Parents(market, session);
const alerting = makeAlerting(publish);
const routes = {
  ...routesOf({ market, session, jobs, parents, desk, publish }),
  ...alerting.routes,
};

const OPTIONAL = /runs|jobs|sweeps|research|integrity|data|config|alert-|alerts\/|POST .orders/;
if (LEAN) for (const name of Object.keys(routes)) if (OPTIONAL.test(name)) delete routes[name];

const document = JSON.parse(
  await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8'),
);

/** The real document, of which the paths are left that are invented here. */
function openApi() {
  const known = new Set(Object.keys(routes).map((route) => route.replace(/:\w+/, '{}')));
  const paths = {};
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const plain = path.slice('/api/v1'.length).replace(/{\w+}/, '{}');
      const isKnown = known.has(`${method.toUpperCase()} ${plain}`);
      if (isKnown || operation.tags[0] === 'access') (paths[path] ??= {})[method] = operation;
    }
  }
  return { ...document, paths };
}

function channelOf(name) {
  if (!channels.has(name)) channels.set(name, { seq: 1, clients: new Set() });
  return channels.get(name);
}

function publish(name, data) {
  const channel = channelOf(name);
  channel.seq += 1;
  const text = JSON.stringify({
    type: 'delta',
    channel: name,
    seq: channel.seq,
    ts: iso(Date.now()),
    data,
  });
  for (const client of channel.clients) client.send(text);
}

function snapshotOf(name) {
  const [kind, pair] = [name.split(':')[0], name.slice(name.indexOf(':') + 1)];
  const newest = (rows, most = 200) => rows.slice(-most).reverse();
  const found = {
    status: () => session.status(),
    orders: () => newest(session.orders),
    parents: () => parents.list().slice(0, 200),
    fills: () => newest(session.fills),
    closed_trades: () => newest(session.closedTrades()),
    positions: () => session.positions(),
    decisions: () => newest(session.decisions),
    equity: () => newest(session.equity, 1000),
    alerts: () => newest(session.alerts),
    firings: () => alerting.newest(),
    alerting: () => alerting.state(),
    refusals: () => newest(session.refusals),
    tickers: () => market.tickers(),
    jobs: () => jobs.list(),
    book: () => market.book(pair),
    trades: () => market.pairs.get(pair)?.trades ?? [],
    candles: () => newest(market.pairs.get(pair)?.candles ?? [], 600),
  };
  return found[kind]?.();
}

function answer(response, status, body, headers = {}) {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

const problem = (response, status, detail) =>
  answer(response, status, { type: 'about:blank', title: 'Problem', status, detail });

async function bodyOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return text ? JSON.parse(text) : {};
}

function findRoute(method, path) {
  const exact = routes[`${method} ${path}`];
  if (exact) return { route: exact };
  const [, list, id, ...more] = path.split('/');
  return { route: routes[`${method} ${['', list, ':id', ...more].join('/')}`], id };
}

async function api(request, response, url) {
  const path = url.pathname.slice('/api/v1'.length);
  const body = await bodyOf(request);
  const isSignedIn = Boolean(SIGNED_IN) || (request.headers.cookie ?? '').includes(COOKIE);
  const enter = () =>
    answer(response, 200, me, { 'set-cookie': `${COOKIE}; HttpOnly; SameSite=Strict; Path=/` });
  if (path === '/setup' || path === '/link') {
    desk.needs_setup = false;
    return body.token === 'wrong' ? problem(response, 401) : enter();
  }
  if (path === '/login') return body.password === 'wrong' ? problem(response, 401) : enter();
  if (path === '/desk') return answer(response, 200, desk);
  if (!isSignedIn) return problem(response, 401);
  if (path === '/me') return answer(response, 200, me);
  if (path === '/logout')
    return answer(response, 204, undefined, { 'set-cookie': 'keel_session=; Path=/; Max-Age=0' });
  if (path === '/stream-tickets') return answer(response, 200, { ticket: 'once' });
  const { route, id } = findRoute(request.method, path);
  const found = route?.({ query: url.searchParams, id, body, user: me.user });
  return found
    ? answer(response, 200, found)
    : problem(response, 404, `There is nothing at ${path}.`);
}

async function file(response, url) {
  const name = extname(url.pathname) ? normalize(url.pathname) : '/index.html';
  const content = await readFile(join(DIST, name)).catch(() => null);
  if (!content) return problem(response, 404);
  response.writeHead(200, {
    'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
    'content-security-policy': "default-src 'self'",
  });
  response.end(content);
}

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://fixture');
  if (url.pathname === '/openapi.json') return answer(response, 200, openApi());
  const done = url.pathname.startsWith('/api/') ? api(request, response, url) : file(response, url);
  done.catch((error) => problem(response, 500, String(error)));
});

new WebSocketServer({ server, path: '/api/v1/stream' }).on('connection', (client) => {
  client.on('message', (text) => {
    const message = JSON.parse(text);
    if (message.type === 'auth')
      client.send(JSON.stringify({ type: 'welcome', role: ROLE, ts: iso(Date.now()) }));
    if (message.type === 'unsubscribe')
      for (const name of message.channels) channelOf(name).clients.delete(client);
    if (message.type === 'subscribe') for (const name of message.channels) subscribe(client, name);
  });
  const beat = setInterval(
    () => SILENT || client.send(JSON.stringify({ type: 'beat', ts: iso(Date.now()) })),
    1000,
  );
  client.on('close', () => {
    clearInterval(beat);
    for (const { clients } of channels.values()) clients.delete(client);
  });
});

function subscribe(client, name) {
  const data = snapshotOf(name);
  if (data === undefined)
    return client.send(
      JSON.stringify({ type: 'error', detail: `no channel ${name}`, channel: name }),
    );
  const channel = channelOf(name);
  channel.clients.add(client);
  client.send(
    JSON.stringify({
      type: 'snapshot',
      channel: name,
      seq: channel.seq,
      ts: iso(Date.now()),
      data,
    }),
  );
}

const heard = (name) => (channels.get(name)?.clients.size ?? 0) > 0;

let turn = 0;
setInterval(() => {
  if (SILENT) return;
  const { traded, closed } = market.step();
  for (const [pair, trade] of traded)
    if (heard(`trades:${pair}`)) publish(`trades:${pair}`, [trade]);
  for (const [pair, candle] of closed) publish(`candles:${pair}`, [candle]);
  for (const pair of market.pairs.keys())
    if (heard(`book:${pair}`)) publish(`book:${pair}`, market.book(pair));
  publish('tickers', market.tickers());
  if (++turn % 4 === 0) publish('status', session.status());
  if (turn % 8 === 0) publish('positions', session.positions());
  const worked = turn % 8 === 0 ? parents.step() : [];
  if (worked.length) publish('parents', worked);
  if (turn % 32 === 0) publish('decisions', [session.addDecision(Date.now(), 'BTC/USDT')]);
}, 250);

server.listen(Number(PORT), '127.0.0.1', () =>
  console.log(`fixture server at http://127.0.0.1:${PORT}/`),
);
