// SPDX-License-Identifier: MIT
// From a book message to the bytes of an order, in process: Binance's JSON is parsed, held to its
// numbers and put into the book; a strategy decides; the gate checks; the order is made, written to
// the journal (in memory: what the disk takes is journal_bench's), noted as sent, and signed. One
// sample a message that brings an order. Run it from the checkout (../shared).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <vector>

#include "base/check.h"
#include "base/os/urgency.h"
#include "engine/session_log.h"
#include "engine/trading_core.h"
#include "execution/venue_link.h"
#include "market/book_sync.h"
#include "net/sign.h"
#include "storage/journal/testing/memory_folder.h"
#include "storage/text_file.h"
#include "venues/binance/market_parser.h"
#include "venues/binance/order_gateway.h"
#include "venues/binance/requests.h"
#include "venues/binance/rest_parser.h"

namespace keel {
namespace {

using Clock = std::chrono::steady_clock;

/// At each book: bids at the touch for what an order of 1,000 is, or takes its last bid away.
class Toggler final : public strategy::Strategy {
 public:
  void OnBook(strategy::Context& market, const market::OrderBook& book) override {
    if (order_) {
      market.Cancel(*order_);
      order_.reset();
      return;
    }
    const auto bid = book.best_bid();
    if (!bid) return;
    core::OrderTerms terms;
    terms.instrument = book.instrument();
    terms.type = core::OrderType::kLimit;
    terms.limit_price = bid->price;
    terms.quantity = core::Quantity(core::Decimal::PowerOfTen(-3) * 16);
    order_ = market.Submit(terms, "touch");
  }

 private:
  std::optional<core::OrderId> order_;
};

engine::BacktestSettings Settings() {
  engine::BacktestSettings settings;
  settings.pairs = {"BTC/USDT"};
  settings.timeframe = "1m";
  settings.strategies = {{.name = "toggler"}};
  settings.account.balances = {{"USDT", "10000000"}};
  settings.risk = *risk::LimitsOf("fund");
  // What stops one who orders at every message is not what is measured.
  settings.risk.order_volume_share = std::nullopt;
  settings.risk.orders_per_second = settings.risk.orders_per_10s = std::nullopt;
  settings.risk.entries_per_hour = settings.risk.entries_per_day = std::nullopt;
  settings.risk.stale_bars = 10;  // the session lasts six minutes, and no bar closes in it
  settings.risk.entry_interval_s = settings.risk.duplicate_s = std::nullopt;
  return settings;
}

/// The pair priced by the minutes before, as in a session.
engine::LoadedSeries Priced(double price, base::UnixNanos from) {
  engine::LoadedSeries series;
  series.symbol = *core::ParseSymbol("BTC/USDT");
  series.filters = {core::Price(core::Decimal::PowerOfTen(-2)),
                    core::Quantity(core::Decimal::PowerOfTen(-5)), core::Decimal::FromInt(5)};
  series.timeframe = core::Timeframe::Of(base::Minutes(1));
  series.owned = std::make_unique<std::vector<core::Bar>>();
  for (int i = 0; i < 500; ++i) {
    series.owned->push_back(
        {from + base::Minutes(i), price, price * 1.001, price * 0.999, price, 20});
  }
  series.bars = *series.owned;
  series.record.from = from;
  return series;
}

void Print(const char* what, std::vector<double>& us) {
  CHECK(!us.empty(), "orders went out");
  std::sort(us.begin(), us.end());
  const auto at = [&](double q) {
    return us[static_cast<size_t>(q * static_cast<double>(us.size() - 1))];
  };
  std::printf("%-34s %7zu  p50 %6.2f us  p99 %6.2f us  p99.9 %6.2f us  max %7.2f us\n", what,
              us.size(), at(0.5), at(0.99), at(0.999), us.back());
}

class Bench {
 public:
  Bench() {
    spec_.name = "toggler";
    spec_.hears_books = true;
    spec_.make = [](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      return std::make_unique<Toggler>();
    };
    series_.push_back(Priced(61'800, {1'723'131'240'000'000'000}));
    const auto registry = engine::Registry{std::span(&spec_, 1)};
    plan_.emplace(engine::PlanTrading(settings_, registry, series_, record_).value());
    board_.emplace(engine::MakeBoard(series_));
    link_.emplace(execution::VenueLinkOptions{.session = "bench", .trades_before = {0}});
    log_.emplace(&journal_, record_.universe);
    core_ =
        *engine::TradingCore::Open({settings_, *plan_, series_, *board_, *link_, *log_, record_});
    core_->engine().Start(record_.from);
    for (const core::Bar& bar : series_[0].bars) {
      const engine::PricingBar pricing{{0}, &bar};
      core_->engine().DispatchBars(bar.open_time + base::Minutes(1), std::span(&pricing, 1));
    }
    venues::binance::TradedPair pair;
    pair.instrument = {0};
    pair.rules.symbol = "BTCUSDT";
    pair.rules.pair = series_[0].symbol;
    pair.rules.filters = series_[0].filters;
    pair.rules.trading = pair.rules.spot_allowed = true;
    pair.rules.order_types = {venues::binance::VenueOrderType::kLimit};
    gateway_.emplace(std::vector{pair}, [](std::string_view) { return core::CurrencyId{0}; });
  }

  /// One pass of the session's messages.
  void Run(const std::vector<std::pair<base::UnixNanos, std::string>>& messages) {
    venues::binance::MarketParser parser(
        std::vector<venues::binance::ListedPair>{{"BTCUSDT", {0}}});
    venues::binance::RestParser rest;
    venues::binance::MarketMessage message;
    market::BookSync sync({0}, market::BookRules::kBinanceSpot);
    for (const auto& [received, text] : messages) {
      if (text.starts_with("{\"lastUpdateId\"")) {
        core::BookUpdate snapshot;
        CHECK(rest.Depth(text, {0}, received, &snapshot).has_value(), "a snapshot");
        sync.OnSnapshot(snapshot);
        continue;
      }
      const auto began = Clock::now();
      CHECK(parser.Parse(text, received, &message).has_value(), "a message");
      const auto read = Clock::now();
      sync.OnUpdate(message.book);
      if (sync.book() == nullptr) continue;
      const auto applied = Clock::now();
      log_->SetTime(received);
      core_->engine().DispatchBook(received, *sync.book());
      const auto decided = Clock::now();
      const size_t bytes = Write(received);
      const auto written = Clock::now();
      const auto us = [](auto from, auto to) {
        return std::chrono::duration<double, std::micro>(to - from).count();
      };
      if (bytes > 0) (placed_ ? places : cancels).push_back(us(began, written));
      if (bytes > 0 && placed_) {
        parts[0].push_back(us(began, read));
        parts[1].push_back(us(read, applied));
        parts[2].push_back(us(applied, decided));
        parts[3].push_back(us(decided, written));
      }
      Answer(received);
      sync.Settle();
    }
  }
  std::vector<double> places, cancels;
  std::array<std::vector<double>, 4> parts;  // of places

 private:
  /// The requests as they go out; how many bytes.
  size_t Write(base::UnixNanos now) {
    size_t bytes = 0;
    for (const execution::Request& request : requests_ = link_->TakeRequests()) {
      placed_ = std::holds_alternative<execution::PlaceOrder>(request.what);
      const auto call = gateway_->CallOf(request);
      if (!call) std::fprintf(stderr, "%s\n", call.error().text.c_str());
      CHECK(call.has_value(), "the gateway takes the order");
      bytes += venues::binance::BuildRest(*call, {now}, signer_).target.size();
    }
    return bytes;
  }
  /// What the venue says, outside of what is measured.
  void Answer(base::UnixNanos now) {
    for (const execution::Request& request : requests_) {
      execution::VenueOrder order;
      order.venue_id = ++venue_ids_;
      order.instrument = {0};
      if (const auto* place = std::get_if<execution::PlaceOrder>(&request.what)) {
        order.client_id = place->client_id;
      } else if (const auto* cancel = std::get_if<execution::CancelAtVenue>(&request.what)) {
        order.client_id = cancel->client_id;
        order.status = execution::VenueStatus::kCanceled;
      } else {
        continue;
      }
      link_->OnEvent(execution::Answer{request.id, order}, now);
    }
    requests_.clear();
    for (const core::Report& report : link_->TakeReports()) core_->engine().Dispatch(now, report);
    CHECK(log_->Commit().has_value(), "the journal is in memory");
  }

  strategy::StrategySpec spec_;
  engine::BacktestSettings settings_ = Settings();
  std::vector<engine::LoadedSeries> series_;
  engine::RunRecord record_;
  std::optional<engine::TradingPlan> plan_;
  std::optional<market::Board> board_;
  std::optional<execution::VenueLink> link_;
  storage::testing::MemoryFolder folder_;
  storage::Journal journal_ = *storage::Journal::Create(folder_, {"bench", {1}});
  std::optional<engine::SessionLog> log_;
  std::unique_ptr<engine::TradingCore> core_;
  std::optional<venues::binance::OrderGateway> gateway_;
  const net::HmacSha256Key key_{
      base::Secret("NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j")};
  const venues::binance::Signer signer_ = [this](std::string_view payload) {
    return key_.Hex(payload);
  };
  std::vector<execution::Request> requests_;
  uint64_t venue_ids_ = 0;
  bool placed_ = false;
};

int Main() {
  const auto text =
      storage::ReadTextFile("../shared/data/book/binance_spot_btcusdt_20240808.jsonl.gz");
  if (!text) {
    std::printf("the recorded session is not there: run it from the checkout\n");
    return 0;
  }
  std::vector<std::pair<base::UnixNanos, std::string>> messages;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string line(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const bool is_book = line.find("depthUpdate") != std::string::npos ||
                         line.find("lastUpdateId") != std::string::npos;
    const size_t space = line.find(' ');
    if (is_book) messages.push_back({{std::stoll(line)}, line.substr(space + 1)});
  }
  const bool first = base::os::SetUrgency(base::os::Urgency::kFirst);  // as `keel trade` does
  std::printf("%s\n",
              first ? "goes before other threads" : "takes turns: the system permits no more");
  Bench bench;
  bench.Run(messages);
  Print("book message -> order bytes", bench.places);
  Print("book message -> cancel bytes", bench.cancels);
  Print("  of orders: parse", bench.parts[0]);
  Print("  of orders: numbers and book", bench.parts[1]);
  Print("  of orders: decide, check, journal", bench.parts[2]);
  Print("  of orders: bytes and signature", bench.parts[3]);
  return 0;
}

}  // namespace
}  // namespace keel

int main() { return keel::Main(); }
