// SPDX-License-Identifier: MIT
#include "venues/binance/order_gateway.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "venues/binance/ws_api_parser.h"

namespace keel::venues::binance {

using base::ErrorCode;
using execution::AmendAtVenue;
using execution::Answer;
using execution::CancelAtVenue;
using execution::Failure;
using execution::NotFound;
using execution::QueryBalances;
using execution::QueryOpenOrders;
using execution::QueryOrder;
using execution::QueryTrades;
using execution::Refused;
using execution::VenueStatus;

namespace {

constexpr int kTradesAPage = 1000;

VenueStatus StatusOf(VenueOrderStatus status) {
  switch (status) {
    case VenueOrderStatus::kNew:
    case VenueOrderStatus::kPendingNew:
    case VenueOrderStatus::kPartiallyFilled:
    case VenueOrderStatus::kPendingCancel:
      return VenueStatus::kWorking;
    case VenueOrderStatus::kFilled:
      return VenueStatus::kFilled;
    case VenueOrderStatus::kCanceled:
      return VenueStatus::kCanceled;
    case VenueOrderStatus::kRejected:
      return VenueStatus::kRejected;
    case VenueOrderStatus::kExpired:
    case VenueOrderStatus::kExpiredInMatch:
      return VenueStatus::kExpired;
  }
  CHECK(false, "an order status outside its enumeration");
}

core::OrderEnd EndOf(Rejection rejection) {
  switch (rejection) {
    case Rejection::kInsufficientBalance:
      return core::OrderEnd::kInsufficientBalance;
    case Rejection::kWouldTake:
      return core::OrderEnd::kWouldTake;
    case Rejection::kNotTrading:
      return core::OrderEnd::kNotTrading;
    case Rejection::kPriceFilter:
    case Rejection::kLotSize:
    case Rejection::kMarketLotSize:
    case Rejection::kNotional:
    case Rejection::kOrderType:
      return core::OrderEnd::kAgainstFilters;
    case Rejection::kMaxOrders:
      return core::OrderEnd::kTooManyOrders;
    default:
      return core::OrderEnd::kRefusedByVenue;
  }
}

/// A venue's words in one line of bounded length: they reach logs and screens.
std::string Tame(std::string_view words) {
  constexpr size_t kLongest = 200;
  std::string text(words.substr(0, kLongest));
  std::ranges::replace_if(
      text, [](char c) { return c < ' ' || c == '\x7f'; }, ' ');
  return text;
}

Refused RefusalOf(const std::optional<VenueError>& error) {
  if (!error) return {core::OrderEnd::kRefusedByVenue, "the venue does not accept the API key"};
  return {EndOf(RejectionOf(error->message)),
          fmt::format("{} ({})", Tame(error->message), error->code)};
}

/// The order that a request is about, in the venue's archive: it ended long ago, unfilled.
decltype(Answer::what) ArchivedOrder(const execution::Request& request) {
  const auto told = [](const auto& asked) {
    return execution::VenueOrder{asked.client_id,        0,  asked.instrument,
                                 VenueStatus::kCanceled, {}, {}};
  };
  if (const auto* query = std::get_if<QueryOrder>(&request.what)) return told(*query);
  if (const auto* cancel = std::get_if<CancelAtVenue>(&request.what)) return told(*cancel);
  return Failure::kUnknown;  // no answer to anything else
}

/// What an error says about the request behind it.
decltype(Answer::what) MeaningFor(const execution::Request& request, int status,
                                  const std::optional<VenueError>& error) {
  const bool places = std::holds_alternative<execution::PlaceOrder>(request.what);
  switch (MeaningOf(status, error)) {
    case ErrorMeaning::kUnknownOutcome:
    case ErrorMeaning::kPartlyDone:
    case ErrorMeaning::kDuplicateOrder:  // an order of that name is there: the venue has to tell
      return Failure::kUnknown;
    case ErrorMeaning::kSlowDown:
    case ErrorMeaning::kBanned:
    case ErrorMeaning::kBadClock:
      return Failure::kNotSent;
    case ErrorMeaning::kNoSuchOrder:
    case ErrorMeaning::kCancelRejected:
      if (places) return Failure::kUnknown;  // no answer to a placement
      return NotFound{};
    case ErrorMeaning::kArchived:
      return ArchivedOrder(request);
    case ErrorMeaning::kUnauthorised:
    case ErrorMeaning::kOrderRejected:
    case ErrorMeaning::kBadRequest:
      return RefusalOf(error);
  }
  CHECK(false, "a meaning outside its enumeration");
}

/// The pair that a request is about; nothing of those about the whole account.
std::optional<core::InstrumentId> InstrumentOf(const execution::Request& request) {
  if (const auto* place = std::get_if<execution::PlaceOrder>(&request.what)) {
    return place->terms.instrument;
  }
  if (const auto* cancel = std::get_if<CancelAtVenue>(&request.what)) return cancel->instrument;
  if (const auto* amend = std::get_if<AmendAtVenue>(&request.what)) return amend->instrument;
  if (const auto* query = std::get_if<QueryOrder>(&request.what)) return query->instrument;
  if (const auto* query = std::get_if<QueryTrades>(&request.what)) return query->instrument;
  return std::nullopt;
}

/// The name of the order that a request is about; "" of those about several.
std::string_view NameOf(const execution::Request& request) {
  if (const auto* place = std::get_if<execution::PlaceOrder>(&request.what)) {
    return place->client_id;
  }
  if (const auto* cancel = std::get_if<CancelAtVenue>(&request.what)) return cancel->client_id;
  if (const auto* amend = std::get_if<AmendAtVenue>(&request.what)) return amend->client_id;
  if (const auto* query = std::get_if<QueryOrder>(&request.what)) return query->client_id;
  return "";
}

tl::unexpected<base::Error> Contradicts(const char* what) {
  return base::Fail(ErrorCode::kCorrupt, fmt::format("the answer {}", what));
}

std::vector<ListedPair> NamesOf(const std::vector<TradedPair>& pairs) {
  std::vector<ListedPair> names;
  for (const TradedPair& pair : pairs) names.push_back({pair.rules.symbol, pair.instrument});
  return names;
}

bool IsCoin(std::string_view code) {
  constexpr size_t kLongest = 32;
  return !code.empty() && code.size() <= kLongest &&
         std::ranges::all_of(code, [](char c) { return c > ' ' && c != '\x7f'; });
}

}  // namespace

OrderGateway::OrderGateway(std::vector<TradedPair> pairs, CurrencyOf currency_of)
    : pairs_(std::move(pairs)), symbols_(NamesOf(pairs_)), currency_of_(std::move(currency_of)) {}

const TradedPair* OrderGateway::PairOf(core::InstrumentId instrument) const {
  const auto pair = std::ranges::find(pairs_, instrument, &TradedPair::instrument);
  return pair == pairs_.end() ? nullptr : &*pair;
}

base::Result<core::CurrencyId> OrderGateway::Currency(std::string_view code) {
  const auto known = currencies_.find(code);
  if (known != currencies_.end()) return known->second;
  if (!IsCoin(code) || currencies_.size() >= kMaxCurrencies) return Contradicts("names no coin");
  const core::CurrencyId id = currency_of_(code);
  currencies_.emplace(code, id);
  return id;
}

// ---- Requests.

void OrderGateway::Learn(const SymbolRules& rules) {
  for (TradedPair& pair : pairs_) {
    if (pair.rules.symbol == rules.symbol) pair.rules = rules;
  }
}

tl::expected<Call, Refused> OrderGateway::CallOf(const execution::Request& request) const {
  const auto instrument = InstrumentOf(request);
  const TradedPair* pair = instrument ? PairOf(*instrument) : nullptr;
  if (instrument && pair == nullptr) {
    return tl::unexpected(
        Refused{core::OrderEnd::kNotTrading, "the pair is not one that was subscribed to"});
  }
  if (const auto* place = std::get_if<execution::PlaceOrder>(&request.what)) {
    auto call = PlaceOrder(*place, pair->rules);
    if (call) return *call;
    return tl::unexpected(Refused{core::OrderEnd::kRefusedByVenue, call.error().message});
  }
  if (const auto* cancel = std::get_if<CancelAtVenue>(&request.what)) {
    return CancelOrder(pair->rules.symbol, cancel->client_id);
  }
  if (const auto* amend = std::get_if<AmendAtVenue>(&request.what)) {
    auto call = ReduceOrder(pair->rules, amend->client_id, amend->quantity);
    if (call) return *call;
    return tl::unexpected(Refused{core::OrderEnd::kRefusedByVenue, call.error().message});
  }
  if (const auto* query = std::get_if<QueryOrder>(&request.what)) {
    return OrderStatus(pair->rules.symbol, query->client_id);
  }
  if (const auto* query = std::get_if<QueryTrades>(&request.what)) {
    // Without a number the venue tells the latest ones.
    if (query->newest) return AccountTrades(pair->rules.symbol, {.limit = 1});
    return AccountTrades(pair->rules.symbol, {.from_id = query->after + 1, .limit = kTradesAPage});
  }
  if (std::holds_alternative<QueryBalances>(request.what)) return Account();
  // One pair alone is cheaper than all of the account.
  if (pairs_.size() == 1) return OpenOrders(pairs_[0].rules.symbol);
  return OpenOrders(std::nullopt);
}

Importance OrderGateway::ImportanceOf(const execution::Request& request) {
  if (std::holds_alternative<CancelAtVenue>(request.what)) return Importance::kCancel;
  const bool of_order = std::holds_alternative<QueryOrder>(request.what) ||
                        std::holds_alternative<QueryTrades>(request.what);
  return of_order ? Importance::kOrderQuery : Importance::kAccountQuery;
}

// ---- Answers.

base::Result<execution::VenueOrder> OrderGateway::Told(const VenueOrder& order) const {
  const auto instrument = symbols_.Find(order.symbol);
  if (!instrument) return Contradicts("is of a pair that nobody asked about");
  execution::VenueOrder told;
  told.client_id = order.original_client_order_id.value_or(order.client_order_id);
  told.venue_id = order.order_id;
  told.instrument = *instrument;
  told.status = StatusOf(order.status.value_or(VenueOrderStatus::kNew));
  told.executed = order.executed;
  told.quantity = order.quantity;
  return told;
}

base::Result<OrderGateway::Meaning> OrderGateway::ReadOpenOrders(std::string_view body) {
  TRY(const std::vector<VenueOrder> orders, parser_.Orders(body));
  std::vector<execution::VenueOrder> told;
  for (const VenueOrder& order : orders) {
    if (!symbols_.Find(order.symbol)) continue;  // another program's, in another pair
    TRY(execution::VenueOrder one, Told(order));
    told.push_back(std::move(one));
  }
  return told;
}

base::Result<OrderGateway::Meaning> OrderGateway::ReadTrades(const QueryTrades& query,
                                                             std::string_view body) {
  TRY(const std::vector<AccountTrade> trades, parser_.AccountTrades(body));
  const TradedPair& pair = *PairOf(query.instrument);
  std::vector<execution::VenueTrade> told;
  uint64_t last = query.after;
  for (const AccountTrade& trade : trades) {
    if (trade.symbol != pair.rules.symbol) return Contradicts("has trades of another pair");
    if (trade.id <= last) return Contradicts("has trades that are out of order");
    last = trade.id;
    execution::VenueTrade one;
    one.number = trade.id;
    one.venue_id = trade.order_id;
    one.instrument = query.instrument;
    one.side = trade.buyer ? core::Side::kBuy : core::Side::kSell;
    one.liquidity = trade.maker ? core::Liquidity::kMaker : core::Liquidity::kTaker;
    one.price = trade.price;
    one.quantity = trade.quantity;
    TRY(const core::CurrencyId coin, Currency(trade.commission_asset));
    one.fee = {trade.commission, coin};
    one.time = trade.time;
    told.push_back(one);
  }
  return told;
}

base::Result<OrderGateway::Meaning> OrderGateway::ReadBalances(std::string_view body) {
  TRY(const AccountState account, parser_.Account(body));
  std::vector<execution::Balance> told;
  for (const AssetBalance& balance : account.balances) {
    TRY(const core::CurrencyId coin, Currency(balance.asset));
    told.push_back({coin, balance.free, balance.locked});
  }
  return told;
}

base::Result<OrderGateway::Meaning> OrderGateway::ReadResult(const execution::Request& request,
                                                             std::string_view body) {
  if (std::holds_alternative<QueryOpenOrders>(request.what)) return ReadOpenOrders(body);
  if (std::holds_alternative<QueryBalances>(request.what)) return ReadBalances(body);
  if (const auto* query = std::get_if<QueryTrades>(&request.what)) return ReadTrades(*query, body);
  const bool amends = std::holds_alternative<AmendAtVenue>(request.what);
  TRY(const VenueOrder order, amends ? parser_.Amended(body) : parser_.Order(body));
  TRY(execution::VenueOrder told, Told(order));
  if (told.client_id != NameOf(request)) return Contradicts("is of another order");
  return told;
}

Answer OrderGateway::Read(const execution::Request& request, int status, std::string_view result,
                          const std::optional<VenueError>& error) {
  if (status != 200 || error) return {request.id, MeaningFor(request, status, error)};
  auto meaning = ReadResult(request, result);
  // A success that cannot be read is no proof of anything.
  if (!meaning) return {request.id, Failure::kUnknown};
  return {request.id, std::move(*meaning)};
}

Answer OrderGateway::Read(const execution::Request& request, int status, std::string_view body) {
  return Read(request, status, body, status == 200 ? std::nullopt : ReadErrorBody(body));
}

// ---- The account's stream.

base::Result<std::optional<execution::StreamOrder>> OrderGateway::Read(
    const ExecutionReport& report) {
  const auto instrument = symbols_.Find(report.symbol);
  if (!instrument) return std::nullopt;
  execution::StreamOrder told;
  told.order = {report.placed_as(),         report.order_id, *instrument, StatusOf(report.status),
                report.cumulative_quantity, report.quantity};
  if (!report.IsFill()) return told;
  // Without a fee the venue names no coin.
  const std::string& quote = PairOf(*instrument)->rules.pair.quote;
  TRY(const core::CurrencyId coin,
      Currency(report.commission_asset.empty() ? quote : report.commission_asset));
  execution::VenueTrade trade;
  trade.number = *report.trade_id;
  trade.venue_id = report.order_id;
  trade.instrument = *instrument;
  trade.side = report.side;
  trade.liquidity = report.maker ? core::Liquidity::kMaker : core::Liquidity::kTaker;
  trade.price = report.last_price;
  trade.quantity = report.last_quantity;
  trade.fee = {report.commission, coin};
  trade.time = report.transaction_time;
  told.trade = trade;
  return told;
}

}  // namespace keel::venues::binance
