// SPDX-License-Identifier: MIT
// A recorded session of Binance, played to the paper venue as its connector plays it and to a
// BookReplay as a backtest does: the same orders fill at the same prices, in the same quantities
// and at the same times.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "market/book_sync.h"
#include "sim/models/registry.h"
#include "sim/paper_venue.h"
#include "tests/shared_data.h"
#include "venues/binance/market_parser.h"
#include "venues/binance/rest_parser.h"
#include "venues/binance/testing/recorded.h"

namespace keel::cli {
namespace {

using core::Side;
using venues::binance::MarketKind;

constexpr core::InstrumentId kPair{0};

class RecordedSession {
 public:
  explicit RecordedSession(const char* queue)
      : queue_(sim::models::MakeQueueModel(queue, {}).value()),
        latency_(sim::models::MakeOrderLatency("drawn", {}).value()),
        replay_(sim::matching::BookScale::Make(kFilters.tick, kFilters.lot).value(), *queue_,
                *latency_, 1) {
    sim::PaperVenueOptions options;
    options.pairs = {{core::ParseSymbol("BTC/USDT").value(), kFilters}};
    options.currency_of = [](std::string_view) { return core::CurrencyId{}; };
    auto free = execution::FeeSchedule::Make({{0, {}, {}}}).value();
    paper_ = sim::PaperVenue::Make(std::move(options), std::move(free), *queue_, *latency_).value();
    paper_->Deposit("USDT", core::Decimal::FromInt(1'000'000'000));
    paper_->Deposit("BTC", core::Decimal::FromInt(10'000));
  }

  void Play(std::string_view line) {
    const auto received = base::ParseTime(line.substr(0, line.find(' '))).value();
    const std::string_view text = line.substr(line.find(' ') + 1);
    if (text.starts_with("{\"lastUpdateId\"")) {
      core::BookUpdate snapshot;
      ASSERT_TRUE(rest_.Depth(text, kPair, received, &snapshot));
      if (sync_.OnSnapshot(snapshot).step == market::BookStep::kSynced) ShowBook();
      return;
    }
    ASSERT_TRUE(parser_.Parse(text, received, &message_)) << text;
    if (message_.kind == MarketKind::kDepth) OnDepth();
    if (message_.kind == MarketKind::kTrade && live_) {
      now_ = std::max(now_, message_.trade.tick.time);
      replay_.OnTrade(message_.trade.tick);
      paper_->OnTrade(kPair, message_.trade.tick);
    }
    if (live_ && ++messages_ % 37 == 0) Order();
    paper_->AdvanceTo(now_);
    TakeFills();
  }

  std::vector<std::string> of_replay, on_paper;

 private:
  static inline const core::InstrumentFilters kFilters{
      core::Price(core::Decimal::PowerOfTen(-2)), core::Quantity(core::Decimal::PowerOfTen(-5)),
      core::Decimal::FromInt(5)};

  void ShowBook() {
    core::BookUpdate all{.instrument = kPair, .event_time = now_, .is_snapshot = true};
    sync_.book()->bids().ForEach(
        [&](const core::BookLevel& l) { return all.bids.push_back(l), true; });
    sync_.book()->asks().ForEach(
        [&](const core::BookLevel& l) { return all.asks.push_back(l), true; });
    live_ = true;
    replay_.OnBook(all);
    paper_->OnBook(kPair, all);
  }
  void OnDepth() {
    now_ = std::max(now_, message_.book.event_time);
    const auto step = sync_.OnUpdate(message_.book).step;
    ASSERT_NE(step, market::BookStep::kGap);
    if (step != market::BookStep::kApplied || !live_) return;
    replay_.OnBook(message_.book);
    paper_->OnBook(kPair, message_.book);
  }
  // In turn: one that rests at the best price, one that crosses, and a cancel of an earlier one.
  void Order() {
    ++orders_;
    if (orders_ % 5 == 0) {
      replay_.Cancel(number_ - 3, now_);
      return paper_->Send({{}, execution::CancelAtVenue{std::to_string(number_ - 3), kPair}}, now_);
    }
    const Side side = orders_ % 2 == 0 ? Side::kBuy : Side::kSell;
    const bool takes = orders_ % 3 == 0;
    const Side from = takes ? core::Opposite(side) : side;
    const auto best = from == Side::kBuy ? sync_.book()->best_bid() : sync_.book()->best_ask();
    execution::PlaceOrder order{std::to_string(++number_), now_, {}, {}};
    order.terms.type = core::OrderType::kLimit;
    order.terms.side = side;
    order.terms.tif = takes ? core::TimeInForce::kIoc : core::TimeInForce::kGtc;
    order.terms.quantity = core::Quantity(core::Decimal::PowerOfTen(-2));
    order.terms.limit_price = best->price;
    replay_.Submit({number_, side, order.terms.tif, false, order.terms.quantity, best->price},
                   now_);
    paper_->Send({{}, order}, now_);
  }
  void TakeFills() {
    while (const auto r = replay_.TakeReport(base::kEndOfTime)) {
      if (r->kind != sim::ReplayReportKind::kFilled) continue;
      of_replay.push_back(fmt::format("{} {}@{} {} {} {}", r->order, r->quantity.ToString(),
                                      r->price.ToString(), core::ToString(r->liquidity),
                                      r->venue_time.ns, r->received_time.ns));
    }
    while (paper_->next_timer() != base::kEndOfTime) {
      const base::UnixNanos due = paper_->next_timer();
      const auto event = paper_->TakeEvent(due);
      if (!event) return;
      const auto* told = std::get_if<execution::StreamOrder>(&*event);
      if (told == nullptr || !told->trade) continue;
      const execution::VenueTrade& t = *told->trade;
      on_paper.push_back(fmt::format("{} {}@{} {} {} {}", t.venue_id, t.quantity.ToString(),
                                     t.price.ToString(), core::ToString(t.liquidity), t.time.ns,
                                     due.ns));
    }
  }

  std::unique_ptr<sim::models::QueueModel> queue_;
  std::unique_ptr<sim::models::OrderLatency> latency_;
  sim::BookReplay replay_;
  std::unique_ptr<sim::PaperVenue> paper_;
  venues::binance::MarketParser parser_{{{"BTCUSDT", kPair}}};
  venues::binance::RestParser rest_;
  venues::binance::MarketMessage message_;
  market::BookSync sync_{kPair, market::BookRules::kBinanceSpot};
  bool live_ = false;
  base::UnixNanos now_ = base::kBeginningOfTime;  // the venue's, as far as it has told
  uint64_t messages_ = 0, orders_ = 0, number_ = 0;
};

TEST(PaperOnARecordedSession, FillsAsTheReplayDoes) {
  KEEL_SHARED_DATA(path, "book/binance_spot_btcusdt_20240808.jsonl.gz");
  const std::string text = venues::binance::ReadWhole(path);
  for (const char* queue : {"fifo", "power_probability"}) {
    RecordedSession session(queue);
    for (const std::string_view line : venues::binance::LinesOf(text)) {
      session.Play(line);
      if (testing::Test::HasFatalFailure()) return;
    }
    ASSERT_EQ(session.on_paper, session.of_replay) << queue;
    EXPECT_GT(session.on_paper.size(), 200U) << queue;
  }
}

}  // namespace
}  // namespace keel::cli
