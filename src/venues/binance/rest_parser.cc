// SPDX-License-Identifier: MIT
#include "venues/binance/rest_parser.h"

#include <fmt/format.h>

#include <algorithm>

#include "market/order_book.h"
#include "venues/binance/internal/object_reader.h"

namespace keel::venues::binance {

using base::ErrorCode;
using internal::JsonKind;
using internal::JsonPiece;
using internal::ObjectReader;

namespace {

core::TradeTick ReadTick(ObjectReader& in) {
  core::TradeTick tick;
  tick.id = in.Unsigned("id");
  tick.price = in.Price("price");
  tick.quantity = in.Quantity("qty");
  tick.time = in.Millis("time");
  tick.aggressor = in.Bool("isBuyerMaker") ? core::Side::kSell : core::Side::kBuy;
  return tick;
}

AggregateTrade ReadAggregate(ObjectReader& in) {
  AggregateTrade trade;
  trade.tick.id = in.Unsigned("a");
  trade.tick.price = in.Price("p");
  trade.tick.quantity = in.Quantity("q");
  trade.first_trade = in.Unsigned("f");
  trade.last_trade = in.Unsigned("l");
  trade.tick.time = in.Millis("T");
  trade.tick.aggressor = in.Bool("m") ? core::Side::kSell : core::Side::kBuy;
  return trade;
}

AccountTrade ReadAccountTrade(ObjectReader& in) {
  AccountTrade trade;
  trade.symbol = in.OwnedText("symbol");
  trade.id = in.Unsigned("id");
  trade.order_id = in.Unsigned("orderId");
  trade.price = in.Price("price");
  trade.quantity = in.Quantity("qty");
  trade.quote_quantity = in.Amount("quoteQty");
  trade.commission = in.Amount("commission");
  trade.commission_asset = in.OwnedText("commissionAsset");
  trade.time = in.Millis("time");
  trade.buyer = in.Bool("isBuyer");
  trade.maker = in.Bool("isMaker");
  return trade;
}

OrderFillPart ReadFill(ObjectReader& in) {
  OrderFillPart fill;
  fill.price = in.Price("price");
  fill.quantity = in.Quantity("qty");
  fill.commission = in.Amount("commission");
  fill.commission_asset = in.OwnedText("commissionAsset");
  if (in.Has("tradeId")) fill.trade_id = in.Unsigned("tradeId");
  return fill;
}

/// What an ACK does not have.
void ReadOrderTerms(ObjectReader& in, VenueOrder* order) {
  order->status = in.OneOf("status", kVenueOrderStatuses);
  order->side = in.Side("side");
  order->type = in.OneOf("type", kVenueOrderTypes);
  order->tif = in.OneOf("timeInForce", kVenueTimesInForce);
  order->price = in.Price("price");
  if (in.Has("stopPrice")) order->stop_price = in.Price("stopPrice");
  order->quantity = in.Quantity("origQty");
  order->executed = in.Quantity("executedQty");
  // Binance's spelling. For some old orders it is below zero, which is its word for unknown.
  const core::Decimal quote = in.Amount("cummulativeQuoteQty");
  if (!quote.is_negative()) order->cumulative_quote = quote;
}

VenueOrder ReadOrder(ObjectReader& in) {
  VenueOrder order;
  order.symbol = in.OwnedText("symbol");
  order.order_id = in.Unsigned("orderId");
  order.client_order_id = in.OwnedText("clientOrderId");
  if (in.Has("origClientOrderId")) {
    order.original_client_order_id = in.OwnedText("origClientOrderId");
  }
  if (in.Has("orderListId") && in.Integer("orderListId") >= 0) {
    order.order_list_id = in.Integer("orderListId");
  }
  if (in.Has("status")) ReadOrderTerms(in, &order);
  if (in.Has("time")) order.placed_at = in.Millis("time");
  order.updated_at = in.Millis(in.Has("updateTime") ? "updateTime" : "transactTime");
  if (in.Has("isWorking")) order.working = in.Bool("isWorking");
  return order;
}

base::Result<VenueOrder> ReadWholeOrder(internal::JsonReader& json, const JsonPiece& piece) {
  ObjectReader in(json, "order", piece);
  VenueOrder order = ReadOrder(in);
  const bool filled = in.Has("fills");
  const JsonPiece fills = filled ? in.Piece("fills", JsonKind::kArray) : JsonPiece();
  TRY(in.status());
  if (!filled) return order;
  std::vector<JsonPiece> items;
  TRY(json.Items(fills, &items));
  for (const JsonPiece& item : items) {
    ObjectReader row(json, "fill of an order", item);
    order.fills.push_back(ReadFill(row));
    TRY(row.status());
  }
  return order;
}

}  // namespace

base::Result<base::UnixNanos> RestParser::ServerTime(std::string_view body) {
  TRY(const JsonPiece root, json_.Load(body));
  ObjectReader in(json_, "server time", root);
  const base::UnixNanos time = in.Millis("serverTime");
  TRY(in.status());
  return time;
}

base::Status RestParser::Depth(std::string_view body, core::InstrumentId instrument,
                               base::UnixNanos received, core::BookUpdate* book) {
  TRY(const JsonPiece root, json_.Load(body));
  ObjectReader in(json_, "depth", root);
  book->instrument = instrument;
  book->received_time = received;
  book->is_snapshot = true;
  book->previous_update = std::nullopt;
  book->first_update = book->last_update = in.Unsigned("lastUpdateId");
  book->event_time = in.Has("E") ? in.Millis("E") : base::UnixNanos{};
  in.Levels("bids", &book->bids);
  in.Levels("asks", &book->asks);
  return in.status();
}

base::Result<std::vector<Kline>> RestParser::Klines(std::string_view body,
                                                    core::InstrumentId instrument,
                                                    core::Timeframe timeframe,
                                                    base::UnixNanos now) {
  TRY(const JsonPiece root, json_.Load(body));
  std::vector<Kline> klines;
  const auto read_row = [&](std::span<const JsonPiece> cells) -> base::Status {
    const auto bad = [&](const char* field) {
      return base::Fail(ErrorCode::kCorrupt, fmt::format("row {}: the {} is missing or malformed",
                                                         klines.size() + 1, field));
    };
    if (cells.size() < 11) return bad("last cell");
    const auto number = [&](size_t i) {
      auto value = cells[i].kind == JsonKind::kString ? core::Decimal::Parse(cells[i].text)
                                                      : base::Fail(ErrorCode::kCorrupt, "");
      return value && !value->is_negative() ? std::optional(*value) : std::nullopt;
    };
    const auto open_time = internal::ReadMillis(cells[0].text);
    const auto last_time = internal::ReadMillis(cells[6].text);
    const auto trades = internal::ReadUnsigned(cells[8].text);
    const auto open = number(1), high = number(2), low = number(3), close = number(4);
    const auto volume = number(5), quote = number(7), taker = number(9), taker_quote = number(10);
    if (!open_time || !last_time) return bad("time");
    if (!open || !high || !low || !close) return bad("price");
    if (std::max({*open, *high, *low, *close}) > market::OrderBook::kMaxPrice.value()) {
      return bad("price");
    }
    if (!volume || !quote || !taker || !taker_quote || !trades) return bad("volume");
    klines.push_back({instrument,
                      timeframe,
                      {},
                      *open_time,
                      *last_time,
                      core::Price(*open),
                      core::Price(*high),
                      core::Price(*low),
                      core::Price(*close),
                      core::Quantity(*volume),
                      *quote,
                      core::Quantity(*taker),
                      *taker_quote,
                      *trades,
                      *last_time < now});
    return {};
  };
  if (auto read = json_.Rows(root, read_row); !read) {
    return base::Wrap(std::move(read).error(), "klines");
  }
  return klines;
}

template <typename Row, typename ReadRow>
base::Result<std::vector<Row>> RestParser::List(std::string_view body, const char* what,
                                                const ReadRow& read_row) {
  TRY(const JsonPiece root, json_.Load(body));
  std::vector<JsonPiece> items;
  if (auto opened = json_.Items(root, &items); !opened) {
    return base::Wrap(std::move(opened).error(), fmt::format("list of {}s", what));
  }
  return internal::ReadRows<Row>(json_, items, what, read_row);
}

base::Result<std::vector<core::TradeTick>> RestParser::Trades(std::string_view body) {
  return List<core::TradeTick>(body, "trade", ReadTick);
}

base::Result<std::vector<AggregateTrade>> RestParser::AggregateTrades(std::string_view body) {
  return List<AggregateTrade>(body, "aggregate trade", ReadAggregate);
}

base::Result<std::vector<AccountTrade>> RestParser::AccountTrades(std::string_view body) {
  return List<AccountTrade>(body, "account trade", ReadAccountTrade);
}

base::Result<std::vector<VenueOrder>> RestParser::Orders(std::string_view body) {
  return List<VenueOrder>(body, "order", ReadOrder);
}

base::Result<AccountState> RestParser::Account(std::string_view body) {
  TRY(const JsonPiece root, json_.Load(body));
  ObjectReader in(json_, "account", root);
  AccountState account;
  account.can_trade = in.Bool("canTrade");
  account.updated_at = in.Millis("updateTime");
  if (in.Has("uid")) account.uid = in.Unsigned("uid");
  const JsonPiece balances = in.Piece("balances", JsonKind::kArray);
  const bool has_rates = in.Has("commissionRates");
  const JsonPiece rates = has_rates ? in.Piece("commissionRates", JsonKind::kObject) : JsonPiece();
  TRY(in.status());
  if (has_rates) {
    ObjectReader row(json_, "account: commission rates", rates);
    account.maker_rate = row.Amount("maker");
    account.taker_rate = row.Amount("taker");
    TRY(row.status());
  }
  std::vector<JsonPiece> items;
  TRY(json_.Items(balances, &items));
  for (const JsonPiece& item : items) {
    ObjectReader row(json_, "account: balance", item);
    account.balances.push_back({row.OwnedText("asset"), row.Amount("free"), row.Amount("locked")});
    TRY(row.status());
  }
  return account;
}

base::Result<KeyRestrictions> RestParser::KeyRights(std::string_view body) {
  TRY(const JsonPiece root, json_.Load(body));
  ObjectReader in(json_, "rights of the key", root);
  KeyRestrictions rights;
  if (in.Has("enableReading")) rights.reading = in.Bool("enableReading");
  rights.spot_trading = in.Bool("enableSpotAndMarginTrading");
  rights.withdrawals = in.Bool("enableWithdrawals");
  if (in.Has("enableInternalTransfer"))
    rights.internal_transfer = in.Bool("enableInternalTransfer");
  if (in.Has("permitsUniversalTransfer")) {
    rights.universal_transfer = in.Bool("permitsUniversalTransfer");
  }
  rights.ip_restricted = in.Bool("ipRestrict");
  TRY(in.status());
  return rights;
}

base::Result<VenueOrder> RestParser::Order(std::string_view body) {
  TRY(const JsonPiece root, json_.Load(body));
  return ReadWholeOrder(json_, root);
}

base::Result<CancelReplaceAnswer> RestParser::CancelReplace(std::string_view body) {
  TRY(const JsonPiece root, json_.Load(body));
  ObjectReader in(json_, "cancel-replace", root);
  CancelReplaceAnswer answer;
  answer.canceled = in.Text("cancelResult") == "SUCCESS";
  answer.placed = in.Text("newOrderResult") == "SUCCESS";
  // A half that failed holds an error in the place of an order.
  const JsonPiece cancel =
      answer.canceled ? in.Piece("cancelResponse", JsonKind::kObject) : JsonPiece();
  const JsonPiece order =
      answer.placed ? in.Piece("newOrderResponse", JsonKind::kObject) : JsonPiece();
  TRY(in.status());
  if (answer.canceled) {
    TRY(answer.cancel, ReadWholeOrder(json_, cancel));
  }
  if (answer.placed) {
    TRY(answer.order, ReadWholeOrder(json_, order));
  }
  return answer;
}

base::Result<VenueOrder> RestParser::Amended(std::string_view body) {
  TRY(const JsonPiece root, json_.Load(body));
  ObjectReader in(json_, "amendment", root);
  const base::UnixNanos time = in.Millis("transactTime");
  const JsonPiece piece = in.Piece("amendedOrder", JsonKind::kObject);
  TRY(in.status());
  ObjectReader row(json_, "amended order", piece);
  VenueOrder order;
  order.symbol = row.OwnedText("symbol");
  order.order_id = row.Unsigned("orderId");
  order.client_order_id = row.OwnedText("clientOrderId");
  if (row.Has("origClientOrderId")) {
    order.original_client_order_id = row.OwnedText("origClientOrderId");
  }
  order.price = row.Price("price");
  order.quantity = row.Quantity("qty");
  order.executed = row.Quantity("executedQty");
  order.status = row.OneOf("status", kVenueOrderStatuses);
  order.tif = row.OneOf("timeInForce", kVenueTimesInForce);
  order.type = row.OneOf("type", kVenueOrderTypes);
  order.side = row.Side("side");
  order.updated_at = time;
  TRY(row.status());
  return order;
}

}  // namespace keel::venues::binance
