// SPDX-License-Identifier: MIT
// A whole live session with its journal on a disk of memory, and a scripted venue.
#pragma once

#include <gtest/gtest.h>

#include <map>

#include "engine/live_session.h"
#include "engine/replay.h"
#include "storage/journal/testing/memory_folder.h"
#include "tests/faults/scripted_venue.h"

namespace keel::faults {

using execution::Failure;
using execution::VenueStatus;
using storage::testing::MemoryFolder;

constexpr base::UnixNanos kStart{1'700'000'040'000'000'000};  // a whole minute

/// By the opening of the bar at whose close it is wanted.
using Wishes = std::map<base::UnixNanos, core::OrderTerms>;

/// Sends what is wished for, at every life and replay alike.
class Obedient final : public strategy::Strategy {
 public:
  explicit Obedient(const Wishes& wishes) : wishes_(wishes) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const auto wish = wishes_.find(event.bar.open_time);
    if (wish != wishes_.end()) market.Submit(wish->second, "obey");
  }

 private:
  const Wishes& wishes_;
};

/// `wishes` must outlive what is made.
inline strategy::StrategySpec ObedientTo(const Wishes& wishes) {
  strategy::StrategySpec spec;
  spec.name = "obedient";
  spec.make =
      [&wishes](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
    return std::make_unique<Obedient>(wishes);
  };
  return spec;
}

class SessionScene : public ::testing::Test {
 protected:
  SessionScene() {
    journal_.emplace(*storage::Journal::Create(*folder_, {"test", kStart}));
    Begin();
    EXPECT_TRUE(session_->link().reconciled());
  }

  static std::vector<engine::LiveSeries> Series() {
    std::vector<engine::LiveSeries> series;
    const core::InstrumentFilters filters = {core::Price(core::Decimal::PowerOfTen(-2)),
                                             core::Quantity(core::Decimal::PowerOfTen(-3)),
                                             core::Decimal::FromInt(5)};
    series.emplace_back(
        engine::LiveSeries::Spec{*core::ParseSymbol("BTC/USDT"), filters,
                                 core::Timeframe::Of(base::Minutes(1)), std::nullopt},
        std::vector<core::Bar>{}, 1000);
    return series;
  }
  engine::LiveOptions Options() const {
    engine::LiveOptions options;
    options.settings.pairs = {"BTC/USDT"};
    options.settings.timeframe = "1m";
    options.settings.strategies = {{.name = "obedient"}};
    options.settings.account.balances = {{"USDT", "100000"}};
    options.settings.risk = *risk::LimitsOf("research");
    options.settings.risk.order_volume_share = std::nullopt;
    options.exits.largest_sales = largest_sales_;
    options.link.session = "test";
    options.link.first_request = static_cast<uint64_t>(now_.ns);
    options.link.trades_before = {0};
    options.revision = revision_;
    return options;
  }
  /// Opens the session on the journal, and its stream comes up.
  void Begin() {
    auto session = engine::LiveSession::Open(Options(), engine::Registry{specs_}, Series(),
                                             {&*journal_, folder_.get()}, now_);
    ASSERT_TRUE(session) << session.error().message;
    session_ = *std::move(session);
    Hear(execution::StreamState{true});
  }
  /// The program is killed; what the disk has is `image`.
  void Restart(const storage::testing::FolderImage& image) {
    session_.reset();
    journal_.reset();
    folder_ = std::make_unique<MemoryFolder>(image);
    auto journal = storage::Journal::Open(*folder_);
    ASSERT_TRUE(journal) << journal.error().message;
    journal_.emplace(*std::move(journal));
    Begin();
  }
  void Restart() { Restart(folder_->AfterKill()); }

  void Hear(const execution::VenueEvent& event) {
    session_->OnVenueEvent(event, now_);
    Pump();
  }
  template <typename What>
  void Answer(ScriptedVenue::Words words) {
    Hear(execution::Answer{venue_.Last<What>(), std::move(words)});
  }
  /// The program's loop: durable first, then out.
  void Pump() {
    while (true) {
      for (std::string& note : session_->TakeNotes()) notes_.push_back(std::move(note));
      ASSERT_TRUE(session_->Commit());
      const auto requests = session_->TakeRequests();
      if (requests.empty()) return;
      for (const execution::Request& request : requests) {
        if (auto words = venue_.Ask(request)) {
          session_->OnVenueEvent(execution::Answer{request.id, std::move(*words)}, now_);
        }
      }
    }
  }
  void Pass(base::Duration time) {
    const base::UnixNanos end = now_ + time;
    while (session_->next_timer() <= end) {
      now_ = std::max(now_, session_->next_timer());
      session_->OnTimer(now_);
      Pump();
    }
    now_ = end;
  }
  base::UnixNanos NextOpen() const { return kStart + base::Minutes(minute_); }
  /// A minute ends, at a price of 100.
  void NextBar() {
    const base::UnixNanos open = NextOpen();
    ++minute_;
    if (open + base::Minutes(1) > now_) Pass(open + base::Minutes(1) - now_);
    ASSERT_TRUE(session_->OnBar({0}, {open, 100, 100, 100, 100, volume_}, now_));
    Pump();
  }
  /// The strategy wants an order at the next bar; how many were sent then.
  size_t Want(core::Side side, std::string_view quantity, bool at_limit = true) {
    core::OrderTerms terms;
    terms.side = side;
    terms.quantity = *core::Quantity::Parse(quantity);
    if (at_limit) {
      terms.type = core::OrderType::kLimit;
      terms.limit_price = *core::Price::Parse("100");
    }
    wishes_[NextOpen()] = terms;
    const size_t before = Sent(side);
    NextBar();
    return Sent(side) - before;
  }
  std::string Name(uint64_t order) const { return session_->link().ClientId({order}); }
  /// The strategy wants a stop at 95.
  void KeepStop(std::string_view quantity) {
    core::OrderTerms& stop = wishes_[NextOpen()];
    stop.side = core::Side::kSell;
    stop.type = core::OrderType::kStop;
    stop.quantity = *core::Quantity::Parse(quantity);
    stop.stop_price = *core::Price::Parse("95");
    NextBar();
  }
  void RefuseStops() {
    venue_.script = [](const execution::Request& request) {
      const auto* place = std::get_if<execution::PlaceOrder>(&request.what);
      const bool is_stop = place != nullptr && place->terms.type == core::OrderType::kStop;
      return is_stop ? std::optional(ScriptedVenue::Words(execution::Refused{})) : std::nullopt;
    };
  }
  size_t Sent(core::Side side) const {
    const auto all = venue_.All<execution::PlaceOrder>();
    return static_cast<size_t>(
        std::ranges::count_if(all, [&](const auto& order) { return order.terms.side == side; }));
  }
  size_t Buy(std::string_view quantity = "1") { return Want(core::Side::kBuy, quantity); }
  /// A buy that works at the venue, as both sides know; its name.
  std::string BuyAccepted(std::string_view quantity = "1") {
    EXPECT_EQ(Buy(quantity), 1U);
    const std::string name = venue_.All<execution::PlaceOrder>().back().client_id;
    Hear(execution::StreamOrder{venue_.Set(name, VenueStatus::kWorking), {}});
    return name;
  }
  /// The venue executes the rest of an order and says so.
  void Fill(const std::string& name, std::string_view quantity,
            core::Side side = core::Side::kBuy) {
    venue_.Set(name, VenueStatus::kFilled, quantity);
    auto& trade = venue_.Trade(++last_trade_, name, quantity, side);
    trade.fee.currency = session_->AddCurrency("USDT");
    trade.time = now_;
    Hear(execution::StreamOrder{venue_.Set(name, VenueStatus::kFilled, quantity), trade});
  }
  /// The strategy holds so much, with everything in step.
  void Hold(std::string_view quantity) {
    Fill(BuyAccepted(quantity), quantity);
    ASSERT_EQ(Held(), quantity);
    venue_.Forget();
  }
  std::string Held() const {
    return session_->account().ledger.position({0}, {0}).quantity().ToString();
  }
  core::Decimal Balance(std::string_view code) {
    return session_->account().ledger.balance(session_->AddCurrency(code));
  }
  void TellBalances(std::string_view usdt, std::string_view btc) {
    venue_.balances = {{session_->AddCurrency("USDT"), *core::Decimal::Parse(usdt), {}},
                       {session_->AddCurrency("BTC"), *core::Decimal::Parse(btc), {}}};
  }
  /// How many records of a kind the journal holds.
  size_t Records(engine::SessionRecord kind) {
    auto reader = *storage::JournalReader::Open(*folder_);
    size_t count = 0;
    while (true) {
      const auto record = reader.Next();
      EXPECT_TRUE(record);
      if (!record || !*record) return count;
      count += (*record)->head.kind.type == static_cast<uint16_t>(kind) ? 1 : 0;
    }
  }
  engine::ReplayVerdict Replayed() {
    const auto verdict =
        engine::ReplaySession(Options(), engine::Registry{specs_}, Series(), *folder_);
    EXPECT_TRUE(verdict) << verdict.error().message;
    return *verdict;
  }
  /// From here on the session is one of before there were revisions, and what replays it is new.
  void BecomeOld() {
    revision_ = 0;
    Restart();
    revision_ = engine::kSessionRevision;
  }
  bool Told(std::string_view words) const {
    return std::ranges::any_of(
        notes_, [&](const auto& note) { return note.find(words) != std::string::npos; });
  }

  uint32_t revision_ = engine::kSessionRevision;
  Wishes wishes_;
  ScriptedVenue venue_;
  std::vector<strategy::StrategySpec> specs_ = {ObedientTo(wishes_)};
  std::unique_ptr<MemoryFolder> folder_ = std::make_unique<MemoryFolder>();
  std::optional<storage::Journal> journal_;
  base::UnixNanos now_ = kStart;
  std::unique_ptr<engine::LiveSession> session_;
  int64_t minute_ = 0;
  double volume_ = 1e6;  // of a minute
  std::vector<core::Quantity> largest_sales_;
  uint64_t last_trade_ = 0;
  std::vector<std::string> notes_;
};

}  // namespace keel::faults
