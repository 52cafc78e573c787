// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "cli/series_text.h"
#include "cli/verbs.h"
#include "net/loop.h"
#include "venues/registry.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using core::InstrumentId;

constexpr base::Duration kLook = base::Milliseconds(100);  // between two looks at Ctrl-C

/// One row: a name and a text for each column that the event has.
using Row = std::vector<std::pair<std::string_view, std::string>>;

constexpr std::string_view kColumns[] = {"time",  "pair",          "event",        "mark",
                                         "index", "rate",          "next_payment", "side",
                                         "price", "average_price", "quantity",     "filled"};

std::string AsCsv(const Row& row) {
  std::vector<std::string> cells;
  for (const std::string_view column : kColumns) {
    const auto at = std::ranges::find(row, column, &Row::value_type::first);
    cells.push_back(at == row.end() ? "" : at->second);
  }
  return base::Join(cells, ",") + "\n";
}

std::string AsJson(const Row& row) {
  base::JsonWriter json;
  json.BeginObject();
  for (const auto& [column, text] : row) json.Key(column).String(text);
  json.EndObject();
  return json.text() + "\n";
}

class WatchFutures final : public Verb, execution::ConnectorListener {
 public:
  std::string_view name() const override { return "watch-futures"; }
  std::string_view summary() const override {
    return "prints funding and liquidations of perpetual contracts as they come, as CSV";
  }
  std::string_view group() const override { return "data"; }
  void Declare(Options& options) override {
    options.List("-p,--pairs", &pairs_, "the contracts: BTC/USDT is BTC/USDT:USDT here");
    options.Flag("--funding", &funding_, "only mark prices and funding");
    options.Flag("--liquidations", &liquidations_, "only liquidations");
    options.Whole("--count", &count_, "rows after which it ends (0: at Ctrl-C)");
    options.Text("--venue", &venue_, "the exchange (binance)");
    options.Text("--venue-url", &url_, "another server that speaks the exchange's protocol");
    options.Flag("--testnet", &testnet_, "the exchange's own testnet");
  }

  base::Status Run(Session& session) override {
    session_ = &session;
    TRY(const venues::VenueSpec* spec, venues::Find(venue_));
    if (count_ < 0) {
      return base::Fail(ErrorCode::kUsage, fmt::format("--count is 0 or more, not {}", count_));
    }
    TRY(auto plan, Plan());
    venues::VenueAccess access;  // without keys: all of it is public
    access.url = url_;
    access.testnet = testnet_;
    net::Loop loop;
    TRY(const auto connector, spec->open(loop, *session.clock, std::move(access)));
    if (!session.json) session.print(Header());
    TRY(connector->Start(std::move(plan), *this));
    while (!IsOver()) loop.RunUntil([this] { return IsOver(); }, kLook);
    connector->Stop();
    return {};
  }

 private:
  static std::string Header() { return fmt::format("{}\n", fmt::join(kColumns, ",")); }

  base::Result<execution::ConnectorPlan> Plan() {
    TRY(contracts_, ParsePairs(pairs_));
    if (contracts_.empty()) {
      return base::Fail(ErrorCode::kUsage, "name the contracts, as in -p BTC/USDT,ETH/USDT");
    }
    execution::ConnectorPlan plan;
    plan.account = false;
    const bool both = funding_ == liquidations_;
    for (core::Symbol& symbol : contracts_) {
      if (!symbol.is_perpetual()) symbol.settle = symbol.quote;
      execution::Subscription wanted;
      wanted.instrument = {static_cast<uint32_t>(plan.subscriptions.size())};
      wanted.symbol = symbol;
      wanted.funding = both || funding_;
      wanted.liquidations = both || liquidations_;
      plan.subscriptions.push_back(std::move(wanted));
    }
    return plan;
  }

  bool IsOver() const {
    if (count_ > 0 && printed_ >= count_) return true;
    return session_->interrupted != nullptr && session_->interrupted->load();
  }

  void OnVenueEvent(const execution::VenueEvent&) override {}  // there is no account
  void OnFunding(InstrumentId contract, const core::Funding& now) override {
    Row row = Begin(contract, "funding", now.time);
    row.emplace_back("mark", now.mark.ToString());
    if (now.index.is_positive()) row.emplace_back("index", now.index.ToString());
    if (now.next_payment) {
      row.emplace_back("rate", now.rate.ToString());
      row.emplace_back("next_payment", base::FormatIso(*now.next_payment));
    }
    Print(row);
  }
  void OnLiquidation(InstrumentId contract, const core::Liquidation& out) override {
    Row row = Begin(contract, "liquidation", out.time);
    row.emplace_back("side", core::ToString(out.side));
    row.emplace_back("price", out.price.ToString());
    row.emplace_back("average_price", out.average_price.ToString());
    row.emplace_back("quantity", out.quantity.ToString());
    row.emplace_back("filled", out.filled.ToString());
    Print(row);
  }
  void OnStatus(const execution::ConnectorStatus& status) override {
    if (status.market_silent && !silent_) {
      session_->note("nothing has come for seconds; does the exchange have these contracts?");
    }
    silent_ = status.market_silent;
  }
  void OnNote(std::string_view text) override { session_->note(text); }

  Row Begin(InstrumentId contract, std::string_view event, base::UnixNanos time) const {
    return {{"time", base::FormatIso(time)},
            {"pair", contracts_.at(contract.index).ToString()},
            {"event", std::string(event)}};
  }
  void Print(const Row& row) {
    if (IsOver()) return;
    session_->print(session_->json ? AsJson(row) : AsCsv(row));
    ++printed_;
  }

  std::vector<std::string> pairs_;
  bool funding_ = false, liquidations_ = false, testnet_ = false;
  int64_t count_ = 0;
  std::string venue_ = "binance";
  std::string url_;
  Session* session_ = nullptr;
  std::vector<core::Symbol> contracts_;  // by instrument
  int64_t printed_ = 0;
  bool silent_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeWatchFutures() { return std::make_unique<WatchFutures>(); }

}  // namespace keel::cli
