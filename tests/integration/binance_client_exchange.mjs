// SPDX-License-Identifier: MIT
// The npm client `binance` at `keel exchange`: REST with HMAC, and the WebSocket API on a session
// that an Ed25519 key logged on, with the account's events. node FILE EXCHANGE_JSON.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { MainClient, WebsocketAPIClient } from 'binance';

const served = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const symbol = 'ETHUSDT';
const rest = new MainClient({
  api_key: served.api_key,
  api_secret: served.api_secret,
  baseUrl: served.rest.replace('/api/v3', ''),
});

const rules = await rest.getExchangeInfo({ symbol });
assert.equal(rules.symbols[0].filters.find((f) => f.filterType === 'LOT_SIZE').stepSize, '0.00010000');
const price = Number((await rest.getSymbolPriceTicker({ symbol })).price);
const low = (price * 0.9).toFixed(2);
const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.05, price: low };
const placed = await rest.submitNewOrder(order);
assert.equal(placed.status, 'NEW');
assert.equal((await rest.getOpenOrders({ symbol })).length, 1);
const replaced = await rest.replaceOrder({
  ...order, quantity: 0.06, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: placed.orderId,
});
assert.equal(replaced.cancelResult, 'SUCCESS');
assert.equal(replaced.newOrderResponse.origQty, '0.06000000');
await rest.cancelOrder({ symbol, orderId: replaced.newOrderResponse.orderId });
await assert.rejects(rest.submitNewOrder({ ...order, price: (price * 0.9).toFixed(2) + '1' }),
  (error) => error.code === -1013 && error.message === 'Filter failure: PRICE_FILTER');

const events = [];
const socket = new WebsocketAPIClient({
  api_key: served.ed25519_api_key,
  api_secret: served.ed25519_private_key,
  wsUrl: served.streams, // it adds /ws-api/v3 itself
  beautify: false,
  attachEventListeners: false,
});
socket.getWSClient().on('message', (message) => events.push(message));
socket.getWSClient().on('exception', (error) => { console.error(error); process.exit(1); });
await socket.subscribeUserDataStream('mainWSAPI');
const bought = await socket.submitNewSpotOrder({
  symbol, side: 'BUY', type: 'MARKET', quantity: '0.05', timestamp: Date.now(),
});
assert.equal(bought.status, 200);
assert.equal(bought.result.status, 'FILLED');
const until = Date.now() + 10_000;
const kinds = () => events.map((e) => (e.event ?? e).e).filter(Boolean);
while (!kinds().includes('outboundAccountPosition') && Date.now() < until) {
  await new Promise((resolve) => { setTimeout(resolve, 50); });
}
assert.ok(kinds().includes('executionReport'), `heard ${JSON.stringify(events).slice(0, 500)}`);
assert.ok(kinds().includes('outboundAccountPosition'));
console.log('binance: orders by REST, a logged-on WebSocket session and its events');
process.exit(0);
