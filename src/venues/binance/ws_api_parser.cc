// SPDX-License-Identifier: MIT
#include "venues/binance/ws_api_parser.h"

#include <fmt/format.h>

#include <array>

#include "venues/binance/internal/object_reader.h"
#include "venues/binance/internal/rate_limit_rows.h"

namespace keel::venues::binance {
namespace {

using internal::JsonKind;
using internal::JsonPiece;
using internal::JsonReader;
using internal::ObjectReader;

void ReadExecution(ObjectReader& in, ExecutionReport* report) {
  report->execution = in.OneOf("x", kExecutionTypes);
  report->status = in.OneOf("X", kVenueOrderStatuses);
  report->reject_reason = in.OwnedText("r");
  report->last_quantity = in.Quantity("l");
  report->cumulative_quantity = in.Quantity("z");
  report->last_price = in.Price("L");
  if (in.Has("n")) report->commission = in.Amount("n");
  if (in.Has("N")) report->commission_asset = in.OwnedText("N");
  if (in.Integer("t") >= 0) report->trade_id = in.Unsigned("t");
  report->working = in.Bool("w");
  report->maker = in.Bool("m");
  report->cumulative_quote = in.Amount("Z");
  // An order that says how much to spend has no quantity of its own.
  const bool spends = in.Has("Q") && in.Amount("Q").is_positive();
  if (!spends && report->cumulative_quantity > report->quantity) {
    in.Fault("z", "is above \"q\"");
  }
  if (report->last_quantity > report->cumulative_quantity &&
      report->execution == ExecutionType::kTrade) {
    in.Fault("l", "is above \"z\"");
  }
  // An execution without its number could not be told from its repetition (fault F13).
  if (report->execution == ExecutionType::kTrade && report->last_quantity.is_positive() &&
      !report->trade_id) {
    in.Fault("t", "is missing from a trade");
  }
}

base::Result<AccountEvent> ReadExecutionReport(JsonReader&, ObjectReader& in) {
  ExecutionReport report;
  report.event_time = in.Millis("E");
  report.symbol = in.OwnedText("s");
  report.client_order_id = in.OwnedText("c");
  report.side = in.Side("S");
  report.type = in.OneOf("o", kVenueOrderTypes);
  report.tif = in.OneOf("f", kVenueTimesInForce);
  report.quantity = in.Quantity("q");
  report.price = in.Price("p");
  report.stop_price = in.Price("P");
  if (in.Has("F")) report.iceberg_quantity = in.Quantity("F");
  if (in.Has("g") && in.Integer("g") >= 0) report.order_list_id = in.Integer("g");
  report.original_client_order_id = in.OwnedText("C");
  report.order_id = in.Unsigned("i");
  report.transaction_time = in.Millis("T");
  if (in.Has("O")) report.placed_at = in.Millis("O");
  ReadExecution(in, &report);
  TRY(in.status());
  return report;
}

base::Result<AccountEvent> ReadPosition(JsonReader& json, ObjectReader& in) {
  AccountPosition position;
  position.event_time = in.Millis("E");
  position.updated_at = in.Millis("u");
  const JsonPiece balances = in.Piece("B", JsonKind::kArray);
  TRY(in.status());
  std::vector<JsonPiece> items;
  TRY(json.Items(balances, &items));
  for (const JsonPiece& item : items) {
    ObjectReader row(json, "account event: balance", item);
    position.balances.push_back({row.OwnedText("a"), row.Amount("f"), row.Amount("l")});
    TRY(row.status());
  }
  return position;
}

base::Result<AccountEvent> ReadBalanceChange(JsonReader&, ObjectReader& in) {
  BalanceChange change{in.Millis("E"), in.Millis("T"), in.OwnedText("a"), in.Amount("d")};
  TRY(in.status());
  return change;
}

base::Result<AccountEvent> ReadListStatus(JsonReader& json, ObjectReader& in) {
  OrderListStatus list;
  list.event_time = in.Millis("E");
  list.transaction_time = in.Millis("T");
  list.symbol = in.OwnedText("s");
  list.list_id = in.Unsigned("g");
  list.contingency = in.OwnedText("c");
  list.status_type = in.OwnedText("l");
  list.order_status = in.OwnedText("L");
  list.reject_reason = in.OwnedText("r");
  list.list_client_order_id = in.OwnedText("C");
  const JsonPiece orders = in.Piece("O", JsonKind::kArray);
  TRY(in.status());
  std::vector<JsonPiece> items;
  TRY(json.Items(orders, &items));
  for (const JsonPiece& item : items) {
    ObjectReader row(json, "account event: order of a list", item);
    list.orders.push_back({row.OwnedText("s"), row.Unsigned("i"), row.OwnedText("c")});
    TRY(row.status());
  }
  return list;
}

base::Result<AccountEvent> ReadEnd(JsonReader&, ObjectReader& in) {
  const EventsEnded ended{in.Millis("E")};
  TRY(in.status());
  return ended;
}

base::Result<AccountEvent> ReadShutdown(JsonReader&, ObjectReader& in) {
  const ServerShutdown shutdown{in.Millis("E")};
  TRY(in.status());
  return shutdown;
}

base::Result<AccountEvent> ReadIgnored(JsonReader&, ObjectReader& in) {
  EventIgnored ignored{in.OwnedText("e")};
  TRY(in.status());
  return ignored;
}

base::Result<AccountEvent> ReadEvent(JsonReader& json, ObjectReader& in) {
  struct Row {
    std::string_view event;
    base::Result<AccountEvent> (*read)(JsonReader&, ObjectReader&);
  };
  static constexpr std::array<Row, 8> kRows = {{
      {"executionReport", ReadExecutionReport},
      {"outboundAccountPosition", ReadPosition},
      {"balanceUpdate", ReadBalanceChange},
      {"listStatus", ReadListStatus},
      {"eventStreamTerminated", ReadEnd},
      {"serverShutdown", ReadShutdown},
      {"externalLockUpdate", ReadIgnored},
      {"listenKeyExpired", ReadIgnored},
  }};
  const std::string_view event = in.Text("e");
  TRY(in.status());
  for (const Row& row : kRows) {
    if (row.event == event) return row.read(json, in);
  }
  return base::Fail(base::ErrorCode::kUnsupported,
                    fmt::format("account event: the event \"{}\" is not known", event));
}

VenueError ReadError(ObjectReader& in) {
  VenueError error;
  error.code = in.Integer("code");
  error.message = in.OwnedText("msg");
  if (in.Has("data")) error.body = std::string(in.Piece("data", JsonKind::kObject).text);
  return error;
}

/// An id as it was sent: ours are numbers, others' may be strings.
std::string ReadId(ObjectReader& in) {
  if (!in.Has("id")) return "";
  const std::optional<JsonPiece> piece = in.Any("id");
  if (piece->kind == JsonKind::kString) return internal::Unescape(*piece);
  if (piece->kind != JsonKind::kNumber) in.Fault("id", "is neither a number nor a string");
  return std::string(piece->text);
}

base::Result<WsApiMessage> ReadResponse(JsonReader& json, ObjectReader& in) {
  WsApiResponse response;
  response.id = ReadId(in);
  const uint64_t status = in.Unsigned("status");
  if (status < 100 || status > 599) in.Fault("status", "is no status of HTTP");
  response.status = static_cast<int>(status);
  const bool failed = in.Has("error");
  const JsonPiece error = failed ? in.Piece("error", JsonKind::kObject) : JsonPiece();
  const JsonPiece limits =
      in.Has("rateLimits") ? in.Piece("rateLimits", JsonKind::kArray) : JsonPiece();
  if (const auto result = in.Any("result")) response.result = result->text;
  TRY(in.status());
  if (response.status == 200 && response.result.empty()) in.Fault("result", "is missing");
  if (response.status != 200 && !failed) in.Fault("error", "is missing");
  TRY(in.status());
  if (failed) {
    ObjectReader row(json, "response: field \"error\"", error);
    response.error = ReadError(row);
    TRY(row.status());
  }
  if (limits.kind == JsonKind::kArray) {
    TRY(internal::ReadRateLimitRows(json, limits, &response.rate_limits));
  }
  return response;
}

}  // namespace

base::Result<WsApiMessage> WsApiParser::Parse(std::string_view text) {
  TRY(const JsonPiece root, json_.Load(text));
  ObjectReader in(json_, "message of the WebSocket API", root);
  TRY(in.status());
  if (in.Has("status")) return ReadResponse(json_, in);
  SubscribedEvent subscribed;
  // Inside {"subscriptionId", "event"}; older streams wrapped it as market data or not at all.
  const std::string_view wrapper = in.Has("event") ? "event" : "data";
  if (!in.Has(wrapper)) {
    TRY(subscribed.event, ReadEvent(json_, in));
    return subscribed;
  }
  if (in.Has("subscriptionId")) subscribed.subscription = in.Unsigned("subscriptionId");
  const JsonPiece payload = in.Piece(wrapper, JsonKind::kObject);
  TRY(in.status());
  ObjectReader event(json_, "account event", payload);
  TRY(event.status());
  TRY(subscribed.event, ReadEvent(json_, event));
  return subscribed;
}

std::optional<VenueError> ReadErrorBody(std::string_view body) {
  JsonReader json;
  const auto root = json.Load(body);
  if (!root || root->kind != JsonKind::kObject) return std::nullopt;
  ObjectReader in(json, "error", *root);
  VenueError error = ReadError(in);
  if (!in.ok()) return std::nullopt;
  return error;
}

}  // namespace keel::venues::binance
