// SPDX-License-Identifier: MIT
#include "venues/binance/usdm_account_parser.h"

#include <fmt/format.h>

#include "venues/binance/internal/object_reader.h"

namespace keel::venues::binance {
namespace {

using internal::JsonKind;
using internal::JsonPiece;
using internal::JsonReader;
using internal::ObjectReader;

void ReadUsdmFill(ObjectReader& in, UsdmOrderUpdate* update) {
  update->last_quantity = in.Quantity("l");
  update->cumulative_quantity = in.Quantity("z");
  update->last_price = in.Price("L");
  if (in.Has("N")) update->commission_asset = in.OwnedText("N");
  if (in.Has("n")) update->commission = in.Amount("n");
  // Zero is its word for none.
  if (const uint64_t number = in.Unsigned("t"); number > 0) update->trade_id = number;
  update->maker = in.Bool("m");
  update->realized_profit = in.Amount("rp");
  if (update->cumulative_quantity > update->quantity) in.Fault("z", "is above \"q\"");
  if (update->last_quantity > update->cumulative_quantity) in.Fault("l", "is above \"z\"");
  if (update->execution == UsdmExecution::kTrade && !update->trade_id) {
    in.Fault("t", "is missing from a trade");
  }
}

void ReadUsdmOrder(ObjectReader& in, UsdmOrderUpdate* update) {
  update->symbol = in.OwnedText("s");
  update->client_order_id = in.OwnedText("c");
  update->side = in.Side("S");
  update->type = in.OneOf("o", kUsdmOrderTypes);
  update->time_in_force = in.OwnedText("f");
  update->quantity = in.Quantity("q");
  update->price = in.Price("p");
  update->average_price = in.Price("ap");
  if (in.Has("sp")) update->stop_price = in.Price("sp");
  update->execution = in.OneOf("x", kUsdmExecutions);
  update->status = in.OneOf("X", kUsdmOrderStatuses);
  update->order_id = in.Unsigned("i");
  ReadUsdmFill(in, update);
  update->reduce_only = in.Bool("R");
  update->position_side = in.OneOf("ps", kUsdmPositionSides);
}

base::Result<UsdmAccountEvent> ReadUsdmOrderUpdate(JsonReader& json, ObjectReader& in) {
  UsdmOrderUpdate update;
  update.event_time = in.Millis("E");
  update.transaction_time = in.Millis("T");
  const JsonPiece order = in.Piece("o", JsonKind::kObject);
  TRY(in.status());
  ObjectReader row(json, "USD-M order update", order);
  ReadUsdmOrder(row, &update);
  TRY(row.status());
  return update;
}

base::Result<UsdmAccountEvent> ReadUsdmTrade(JsonReader&, ObjectReader& in) {
  UsdmTrade trade;
  trade.event_time = in.Millis("E");
  trade.transaction_time = in.Millis("T");
  trade.symbol = in.OwnedText("s");
  trade.quantity = in.Quantity("q");
  trade.price = in.Price("p");
  trade.maker = in.Bool("m");
  trade.client_order_id = in.OwnedText("c");
  trade.side = in.Side("S");
  trade.last_price = in.Price("L");
  trade.last_quantity = in.Quantity("l");
  trade.trade_id = in.Unsigned("t");
  trade.order_id = in.Unsigned("i");
  TRY(in.status());
  return trade;
}

UsdmBalance ReadUsdmBalance(ObjectReader& in) {
  UsdmBalance balance;
  balance.asset = in.OwnedText("a");
  balance.wallet = in.Amount("wb");
  balance.cross_wallet = in.Amount("cw");
  balance.change = in.Amount("bc");
  return balance;
}

UsdmPosition ReadUsdmPosition(ObjectReader& in) {
  UsdmPosition position;
  position.symbol = in.OwnedText("s");
  position.amount = in.Amount("pa");
  position.entry_price = in.Price("ep");
  if (in.Has("bep")) position.break_even_price = in.Price("bep");
  position.realized_profit = in.Amount("cr");
  position.unrealized_profit = in.Amount("up");
  const std::string_view margin = in.Text("mt");
  if (margin != "isolated" && margin != "cross") in.Fault("mt", "is neither isolated nor cross");
  position.isolated = margin == "isolated";
  position.isolated_wallet = in.Amount("iw");
  position.side = in.OneOf("ps", kUsdmPositionSides);
  return position;
}

base::Result<UsdmAccountEvent> ReadUsdmAccountUpdate(JsonReader& json, ObjectReader& in) {
  UsdmAccountUpdate update;
  update.event_time = in.Millis("E");
  update.transaction_time = in.Millis("T");
  const JsonPiece changed = in.Piece("a", JsonKind::kObject);
  TRY(in.status());
  ObjectReader lists(json, "USD-M account update", changed);
  update.reason = lists.OwnedText("m");
  const JsonPiece balances = lists.Piece("B", JsonKind::kArray);
  const JsonPiece positions = lists.Piece("P", JsonKind::kArray);
  TRY(lists.status());
  std::vector<JsonPiece> items;
  TRY(json.Items(balances, &items));
  for (const JsonPiece& item : items) {
    ObjectReader row(json, "USD-M account update: balance", item);
    update.balances.push_back(ReadUsdmBalance(row));
    TRY(row.status());
  }
  TRY(json.Items(positions, &items));
  for (const JsonPiece& item : items) {
    ObjectReader row(json, "USD-M account update: position", item);
    update.positions.push_back(ReadUsdmPosition(row));
    TRY(row.status());
  }
  return update;
}

}  // namespace

base::Result<UsdmAccountEvent> UsdmAccountParser::Parse(std::string_view text) {
  TRY(JsonPiece root, json_.Load(text));
  {
    ObjectReader wrapped(json_, "USD-M user stream", root);
    if (wrapped.Has("stream")) root = wrapped.Piece("data", JsonKind::kObject);
    TRY(wrapped.status());
  }
  ObjectReader in(json_, "USD-M user stream", root);
  const std::string_view event = in.Text("e");
  TRY(in.status());
  if (event == "ORDER_TRADE_UPDATE") return ReadUsdmOrderUpdate(json_, in);
  if (event == "TRADE_LITE") return ReadUsdmTrade(json_, in);
  if (event == "ACCOUNT_UPDATE") return ReadUsdmAccountUpdate(json_, in);
  return base::Fail(
      base::ErrorCode::kUnsupported,
      fmt::format("USD-M user stream: the event \"{}\" is not read", event.substr(0, 40)));
}

}  // namespace keel::venues::binance
