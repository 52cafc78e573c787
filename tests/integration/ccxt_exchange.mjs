// SPDX-License-Identifier: MIT
// What a user of ccxt does in a day, at `keel exchange`: node ccxt_exchange.mjs EXCHANGE_JSON.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import ccxt from 'ccxt';

const served = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const symbol = 'BTC/USDT';

const client = new ccxt.pro.binance({
  apiKey: served.api_key,
  secret: served.api_secret,
  options: {
    defaultType: 'spot',
    fetchMarkets: { types: ['spot'] },
    fetchCurrencies: false,
    fetchMargins: false,
    adjustForTimeDifference: true,
  },
});
client.urls.api.public = served.rest;
client.urls.api.private = served.rest;
client.urls.api.ws.spot = `${served.streams}/ws`;
client.urls.api.ws['ws-api'] = { ...client.urls.api.ws['ws-api'], spot: served.ws_api };

await client.loadHttpProxyAgent(); // what ccxt wants before a ws:// URL

const steps = [];
async function step(name, run) {
  await run();
  steps.push(name);
}
function within(promise, what) {
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`${what}: nothing within 20 s`)), 20_000).unref();
  });
  return Promise.race([promise, late]);
}

let price;
await step('loadMarkets', async () => {
  const markets = await client.loadMarkets();
  assert.equal(markets[symbol].precision.price, 0.01);
  assert.equal(markets[symbol].limits.cost.min, 5);
});
await step('fetchTicker', async () => {
  const ticker = await client.fetchTicker(symbol);
  assert.ok(ticker.bid > 0 && ticker.ask > ticker.bid);
  price = ticker.last;
});
await step('fetchOrderBook', async () => {
  const book = await client.fetchOrderBook(symbol, 20);
  assert.equal(book.bids.length, 20);
  assert.ok(book.bids[0][0] < book.asks[0][0]);
});
await step('fetchOHLCV', async () => {
  const bars = await client.fetchOHLCV(symbol, '1m', undefined, 100);
  assert.equal(bars.length, 100);
  for (let i = 1; i < bars.length; i++) assert.equal(bars[i][0] - bars[i - 1][0], 60_000);
});
await step('fetchTrades', async () => {
  let trades = [];  // the market has only just begun
  for (let i = 0; i < 50 && trades.length === 0; i++) {
    trades = await client.fetchTrades(symbol);
    if (trades.length === 0) await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.ok(trades.length > 0);
});
await step('fetchBalance', async () => {
  assert.equal((await client.fetchBalance()).USDT.free, 100_000);
});
await step('createOrder limit, fetchOrder, fetchOpenOrders, cancelOrder', async () => {
  const placed = await client.createOrder(symbol, 'limit', 'buy', 0.01, price * 0.9);
  assert.equal(placed.status, 'open');
  assert.equal((await client.fetchOrder(placed.id, symbol)).status, 'open');
  assert.equal((await client.fetchOpenOrders(symbol)).length, 1);
  assert.equal((await client.cancelOrder(placed.id, symbol)).status, 'canceled');
  await assert.rejects(client.cancelOrder(placed.id, symbol), ccxt.OrderNotFound);
});
await step('createOrder market, fetchMyTrades, fetchOrders', async () => {
  const placed = await client.createOrder(symbol, 'market', 'buy', 0.02);
  assert.equal(placed.status, 'closed');
  assert.equal(placed.filled, 0.02);
  const trades = await client.fetchMyTrades(symbol);
  assert.ok(Math.abs(trades.reduce((sum, t) => sum + t.amount, 0) - 0.02) < 1e-9);
  assert.equal(trades[0].fee.currency, 'BTC');
  assert.equal((await client.fetchOrders(symbol)).length, 2);
});
await step('refusals', async () => {
  await assert.rejects(client.createOrder(symbol, 'limit', 'buy', 100, price * 0.9),
    ccxt.InsufficientFunds);
  await assert.rejects(client.createOrder(symbol, 'limit', 'buy', 0.01, price * 1.01,
    { postOnly: true }), ccxt.OrderImmediatelyFillable);
});
await step('watchOrderBook', async () => {
  for (let i = 0; i < 5; i++) {
    const book = await within(client.watchOrderBook(symbol), 'watchOrderBook');
    assert.ok(book.bids[0][0] < book.asks[0][0]);
  }
});
await step('watchTrades', async () => {
  assert.ok((await within(client.watchTrades(symbol), 'watchTrades')).length > 0);
});
await step('watchTicker', async () => {
  assert.ok((await within(client.watchTicker(symbol), 'watchTicker')).last > 0);
});
await step('watchOHLCV', async () => {
  assert.ok((await within(client.watchOHLCV(symbol, '1m'), 'watchOHLCV')).length > 0);
});
await step('watchOrders', async () => {
  const heard = client.watchOrders(symbol);
  heard.catch(() => {});
  await new Promise((resolve) => { setTimeout(resolve, 1_500); });
  const placed = await client.createOrder(symbol, 'limit', 'buy', 0.01, price * 0.9);
  const orders = await within(heard, 'watchOrders');
  assert.equal(orders.at(-1).id, placed.id);
  await client.cancelOrder(placed.id, symbol);
});
await client.close();
console.log(`ccxt ${ccxt.version}: ${steps.length} steps passed (${steps.join('; ')})`);
process.exit(0);
