// SPDX-License-Identifier: MIT
#include <algorithm>

#include "server/desk/alarms.h"

namespace keel::server {
namespace {

constexpr size_t kShown = 200;  // rows of a snapshot

template <typename Row>
std::string Newest(const std::map<int64_t, Row>& rows) {
  std::vector<Row> newest;
  for (auto it = rows.rbegin(); it != rows.rend() && newest.size() < kShown; ++it) {
    newest.push_back(it->second);
  }
  return base::ToJson(newest);
}

template <typename Row>
std::string Newest(const RowLog<Row>& log) {
  const auto& rows = log.rows();
  const auto count = static_cast<ptrdiff_t>(std::min(rows.size(), kShown));
  return base::ToJson(std::vector<Row>(rows.rbegin(), rows.rbegin() + count));
}

std::string StatusJson(const Desk& desk) {
  return desk.status ? base::ToJson(*desk.status) : "null";
}

template <typename Row>
void Publish(Desk& desk, const std::string& channel,
             const std::vector<storage::ProjectedRow>& news) {
  std::vector<Row> rows;
  for (const auto& row : news) {
    if (const auto* r = std::get_if<Row>(&row)) rows.push_back(*r);
  }
  if (!rows.empty()) desk.hub.Publish(channel, base::ToJson(rows), desk.clock.now());
}

void PublishParentNews(Desk& desk, const std::vector<storage::ProjectedRow>& news) {
  std::vector<ParentView> rows;
  for (const auto& row : news) {
    if (const auto* parent = std::get_if<storage::ParentRow>(&row)) {
      rows.push_back(ParentViewOf(desk, *parent));
    }
  }
  if (!rows.empty()) desk.hub.Publish("parents", base::ToJson(rows), desk.clock.now());
}

std::string NewestAlerts(const Desk& desk) {
  std::vector<AlertView> newest;
  const auto& rows = desk.replica.alerts().rows();
  for (auto row = rows.rbegin(); row != rows.rend() && newest.size() < kShown; ++row) {
    newest.push_back(desk.alarms->ViewOf(*row));
  }
  return base::ToJson(newest);
}

void PublishAlertNews(Desk& desk, const std::vector<storage::ProjectedRow>& news) {
  std::vector<AlertView> rows;
  for (const auto& row : news) {
    if (const auto* alert = std::get_if<storage::AlertRow>(&row)) {
      rows.push_back(desk.alarms->ViewOf(*alert));
    }
  }
  if (!rows.empty()) desk.hub.Publish("alerts", base::ToJson(rows), desk.clock.now());
}

void DeclareMarket(Desk& desk, const std::string& pair) {
  using Kind = StreamHub::Kind;
  desk.hub.Declare("candles:" + pair, Kind::kLog,
                   [&desk, pair] { return Newest(desk.replica.candles(pair)); });
  desk.hub.Declare("trades:" + pair, Kind::kLog, [&desk, pair] {
    const auto* trades = desk.market ? desk.market->trades(pair) : nullptr;
    if (trades == nullptr) return std::string("[]");
    return base::ToJson(std::vector<TradeView>(trades->rbegin(), trades->rend()));
  });
  desk.hub.Declare("book:" + pair, Kind::kState, [&desk, pair] {
    const auto book = desk.market ? desk.market->book(pair) : std::nullopt;
    return book ? base::ToJson(*book) : std::string("null");
  });
}

}  // namespace

void DeclareChannels(Desk& desk) {
  using Kind = StreamHub::Kind;
  const SessionReplica& r = desk.replica;
  desk.hub.Declare("status", Kind::kState, [&desk] { return StatusJson(desk); });
  desk.hub.Declare("tickers", Kind::kState, [&desk] { return base::ToJson(desk.Tickers()); });
  desk.hub.Declare("orders", Kind::kLog, [&r] { return Newest(r.orders()); });
  desk.hub.Declare("parents", Kind::kLog, [&desk] {
    std::vector<ParentView> newest;
    const auto& rows = desk.replica.parents();
    for (auto it = rows.rbegin(); it != rows.rend() && newest.size() < kShown; ++it) {
      newest.push_back(ParentViewOf(desk, it->second));
    }
    return base::ToJson(newest);
  });
  desk.hub.Declare("fills", Kind::kLog, [&r] { return Newest(r.fills()); });
  desk.hub.Declare("decisions", Kind::kLog, [&r] { return Newest(r.decisions()); });
  desk.hub.Declare("refusals", Kind::kLog, [&r] { return Newest(r.refusals()); });
  desk.hub.Declare("alerts", Kind::kLog, [&desk] { return NewestAlerts(desk); });
  desk.hub.Declare("equity", Kind::kLog, [&r] { return Newest(r.equity()); });
  desk.hub.Declare("closed_trades", Kind::kLog, [&r] { return Newest(r.closed_trades()); });
  desk.hub.Declare("positions", Kind::kLog, [&r] {
    std::vector<storage::PositionRow> rows;
    for (const auto& [key, row] : r.positions()) rows.push_back(row);
    return base::ToJson(rows);
  });
}

void PublishNews(Desk& desk, const ReplicaNews& news) {
  Publish<storage::OrderRow>(desk, "orders", news.rows);
  Publish<storage::FillRow>(desk, "fills", news.rows);
  PublishParentNews(desk, news.rows);
  Publish<storage::PositionRow>(desk, "positions", news.rows);
  Publish<storage::DecisionRow>(desk, "decisions", news.rows);
  Publish<storage::EquityRow>(desk, "equity", news.rows);
  Publish<storage::ClosedTradeRow>(desk, "closed_trades", news.rows);
  PublishAlertNews(desk, news.rows);
  Publish<storage::RefusalRow>(desk, "refusals", news.rows);
  for (const auto& pair : desk.replica.pairs()) {
    if (!desk.hub.knows("book:" + pair.symbol)) DeclareMarket(desk, pair.symbol);
  }
  std::map<std::string, std::vector<Candle>> candles;
  for (const auto& [pair, candle] : news.candles) candles[pair].push_back(candle);
  for (const auto& [pair, rows] : candles) {
    desk.hub.Publish("candles:" + pair, base::ToJson(rows), desk.clock.now());
  }
}

void PublishStatus(Desk& desk) { desk.hub.Publish("status", StatusJson(desk), desk.clock.now()); }

void PublishMarket(Desk& desk) {
  if (!desk.market) return;
  if (desk.hub.is_heard("tickers")) {
    desk.hub.Publish("tickers", base::ToJson(desk.Tickers()), desk.clock.now());
  }
  for (const auto& pair : desk.replica.pairs()) {
    const std::string channel = "book:" + pair.symbol;
    if (!desk.hub.is_heard(channel)) continue;
    const auto book = desk.market->book(pair.symbol);
    desk.hub.Publish(channel, book ? base::ToJson(*book) : "null", desk.clock.now());
  }
}

}  // namespace keel::server
