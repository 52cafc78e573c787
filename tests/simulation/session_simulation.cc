// SPDX-License-Identifier: MIT
#include "tests/simulation/session_simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <memory>

#include "engine/replay.h"
#include "storage/journal/testing/memory_folder.h"
#include "strategies/registry.h"
#include "tests/simulation/acts_oracle.h"
#include "tests/simulation/amends_oracle.h"
#include "tests/simulation/faulty_venue.h"
#include "tests/simulation/guarded.h"
#include "tests/simulation/oracle.h"
#include "tests/simulation/parents_oracle.h"
#include "tests/simulation/wanderer.h"
#include "tests/simulation/wire_venue.h"

namespace keel::simulation {
namespace {

using base::Milliseconds;
using base::Minutes;
using base::Seconds;
using base::UnixNanos;
using core::Decimal;
using storage::testing::MemoryFolder;

constexpr UnixNanos kStart{1'700'000'040'000'000'000};  // a whole minute
constexpr size_t kPairs = 2;
constexpr size_t kPast = 40;
const std::string kNames[kPairs] = {"BTC/USDT", "ETH/USDT"};

/// Bars of a minute around 100, before and after the start. In every second market a position is
/// larger than the rule on volume lets one order be.
std::vector<core::Bar> MakeBars(uint64_t seed, uint64_t pair, size_t count) {
  base::RandomStream random(seed, "simulation.bars", pair);
  std::vector<core::Bar> bars;
  const double volume = seed % 4 < 2 ? 500 : 1e6;
  double close = 100;
  for (size_t i = 0; i < count; ++i) {
    const double open = close;
    close = std::clamp(open * (1 + 0.002 * random.NextNormal()), 80.0, 120.0);
    const auto at = static_cast<int64_t>(i) - static_cast<int64_t>(kPast);
    bars.push_back(
        {kStart + Minutes(at), open, std::max(open, close), std::min(open, close), close, volume});
  }
  return bars;
}

/// A bar and when it is heard of.
struct Told {
  UnixNanos time;
  uint32_t pair;
  core::Bar bar;
};

/// What one sale at the market may be in some of the sessions.
const core::Quantity kLargestSale{Decimal::FromInt(40)};

/// Whether the rule on volume refused a sale: it may cut one, and no more. And whether one was
/// larger than the venue takes.
struct WayOut final : engine::AuditSink {
  void OnRefused(const core::IntentRefused& e) override {
    const bool alone = e.refusals.size() == 1 && e.refusals[0].rule == "volume_share";
    is_barred = is_barred || (alone && e.intent.terms.side == core::Side::kSell);
  }
  void OnSubmit(const core::SubmitOrder& e) override {
    const core::OrderTerms& terms = e.order.terms;
    const bool at_market = terms.type == core::OrderType::kMarket;
    is_too_large = is_too_large || (has_maximum && at_market && terms.side == core::Side::kSell &&
                                    terms.quantity > kLargestSale);
  }
  bool has_maximum = false;
  bool is_barred = false;
  bool is_too_large = false;
};

class SessionSimulation {
 public:
  SessionSimulation(uint64_t seed, const SessionOptions& options)
      : options_(options),
        seed_(seed),
        random_(seed, "simulation.session"),
        rules_(seed, "simulation.rules"),
        clock_(seed, "simulation.clock"),
        strangers_(seed, "simulation.strangers"),
        person_(seed, options.acts_per_s),
        made_(MakeVenue()),
        venue_(*made_),
        folder_(std::make_unique<MemoryFolder>()) {
    spec_.name = "random";
    spec_.scope = strategy::Scope::kUniverse;
    spec_.make =
        [seed](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      return std::make_unique<Wanderer>(seed);
    };
    strategy::StrategySpec guarded;
    guarded.name = "guarded";
    guarded.make =
        [seed](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      return std::make_unique<Guarded>(seed);
    };
    specs_ = {spec_, guarded, **strategies::Find("breakout"), **strategies::Find("panic_buying")};
    MakeTape();
  }

  SessionResult Run() {
    now_ = kStart;
    if (options_.rules_per_s > 0) rules_change_at_ = now_ + WaitForRules();
    person_.Come(now_);
    if (has_strangers()) stranger_at_ = now_ + WaitForStranger();
    Start();
    const UnixNanos calm = kStart + options_.trading;
    while (now_ < calm && failure_.empty()) Step(calm);
    venue_.Calm(now_);
    is_calm_ = true;
    rules_change_at_ = stranger_at_ = base::kEndOfTime;
    person_.Go();
    tell_rules_at_ = now_;
    while (!session_ && failure_.empty()) Start();
    if (failure_.empty()) Kill();
    if (has_strangers()) person_.Worry(now_);
    UnixNanos end = calm + options_.calm * (has_strangers() ? 2 : 1);
    while (now_ < end && failure_.empty()) Step(end);
    venue_.Freeze();
    // What is sold in parts may have a part on its way at this very moment; and balances are
    // compared when nothing has traded for a while.
    const int least = has_strangers() ? 150 : 1;
    for (int second = 0; failure_.empty() && (second < least || (second < 30 && !IsSettled()));
         ++second) {
      end = end + Seconds(1);
      while (now_ < end && failure_.empty()) Step(end);
    }
    if (failure_.empty()) Compare();
    if (failure_.empty() && seed_ % 2 == 0 && !venue_.stranger_sold()) CheckGuarded();
    if (failure_.empty()) Replay();
    result_.failure = failure_;
    return result_;
  }

 private:
  /// Nothing is entered any more; exits go on.
  void Kill() {
    const auto status = session_->Kill({}, "simulation", "calm", local());
    if (!status) return Fail("kill: " + status.error().message);
    Drain();
  }

  // ---- The program's clock, which may be another one after a restart.
  UnixNanos local() const { return now_ + ahead_; }

  /// Ahead by whatever, back by as much as a start waits for.
  void SetClock() {
    if (clock_.NextUniform() >= options_.clock_set) return;
    const bool forward = clock_.NextBelow(3) > 0;
    const auto by = Milliseconds(static_cast<int64_t>(clock_.NextBelow(forward ? 45'000 : 5'000)));
    ahead_ = forward ? ahead_ + by : ahead_ - by;
    was_set_back_ = !forward;
    ++result_.clocks;
  }

  // ---- Other hands on the account, in some of the sessions.
  bool has_strangers() const { return seed_ % 7 == 3; }

  base::Duration WaitForStranger() {
    return Milliseconds(static_cast<int64_t>(strangers_.NextBelow(200'000)));
  }

  void LetStrangerAct() {
    stranger_at_ = now_ + WaitForStranger();
    const size_t pair = strangers_.NextBelow(kPairs);
    const uint64_t wish = strangers_.NextBelow(4);
    ++result_.strangers;
    if (wish == 0) {
      return venue_.PayIn(Decimal::FromInt(static_cast<int64_t>(1 + strangers_.NextBelow(999))),
                          now_);
    }
    venue_.LetStrangerTrade(pair, wish == 1 ? core::Side::kSell : core::Side::kBuy, now_);
  }

  /// Without strangers nothing may ever be in dispute; with them a person looks at it.
  void HearNotes() {
    for (const std::string& note : session_->TakeNotes()) {
      if (!has_strangers()) Fail("in dispute: " + note);
      if (!session_->in_dispute()) Fail("entries go on after: " + note);
      person_.Worry(now_);
    }
  }

  // ---- Rules that the exchange changes, and when the session hears of it.
  base::Duration WaitForRules() {
    return Milliseconds(static_cast<int64_t>(rules_.NextUniform() * 2e3 / options_.rules_per_s));
  }

  void ChangeRules() {
    constexpr std::array kTicks = {1, 2, 5, 10, 50};  // hundredths
    constexpr std::array kLots = {1, 2, 5, 10, 100};  // thousandths
    constexpr std::array kValues = {1, 5, 20};
    core::InstrumentFilters filters;
    filters.tick = core::Price(Decimal::PowerOfTen(-2) * kTicks[rules_.NextBelow(kTicks.size())]);
    filters.lot = core::Quantity(Decimal::PowerOfTen(-3) * kLots[rules_.NextBelow(kLots.size())]);
    filters.min_notional = Decimal::FromInt(kValues[rules_.NextBelow(kValues.size())]);
    venue_.ChangeRules(rules_.NextBelow(kPairs), filters);
    rules_change_at_ = now_ + WaitForRules();
    // As asked for now and then.
    ExpectRules(Seconds(60));
  }

  void ExpectRules(base::Duration within) {
    const auto most = static_cast<uint64_t>(within.ns);
    const auto wait = base::Nanoseconds(static_cast<int64_t>(rules_.NextBelow(most)));
    tell_rules_at_ = std::min(tell_rules_at_, now_ + wait);
    asked_for_rules_ = asked_for_rules_ || within < Seconds(10);
  }

  void TellRules() {
    tell_rules_at_ = base::kEndOfTime;
    asked_for_rules_ = false;
    if (!session_) return;  // which hears of them as it starts
    venue_.LearnFilters();
    const std::vector<core::Quantity> largest = LargestSales();
    std::vector<engine::PairRules> rules;
    for (uint32_t pair = 0; pair < kPairs; ++pair) {
      rules.push_back({{pair},
                       venue_.Filters(pair),
                       largest.empty() ? core::Quantity() : largest[pair],
                       venue_.Stops(pair)});
    }
    if (const auto told = session_->OnRules(rules, local()); !told) {
      Fail("rules: " + told.error().message);
    }
  }

  std::vector<core::Quantity> LargestSales() const {
    return seed_ % 5 < 2 ? std::vector<core::Quantity>(kPairs, kLargestSale)
                         : std::vector<core::Quantity>();
  }

  base::Duration ReceiveWindow() const { return Seconds(static_cast<int64_t>(5 + seed_ % 4)); }

  /// Some exchanges take no stops, and some few.
  execution::StopRules StopsOfVenue() const {
    execution::StopRules stops;
    if (seed_ % 8 == 5 || seed_ % 8 == 6) stops.at_market = stops.take_profit = false;
    if (seed_ % 8 == 3 || seed_ % 8 == 4) stops.most = 2;
    return stops;
  }

  std::unique_ptr<Venue> MakeVenue() {
    if (!options_.by_wire) {
      return std::make_unique<FaultyVenue>(seed_, options_.faults, kPairs, core::CurrencyId{0},
                                           StopsOfVenue());
    }
    WirePlan plan;
    for (const std::string& name : kNames) plan.pairs.push_back(*core::ParseSymbol(name));
    plan.deposit = Decimal::FromInt(100'000);
    plan.receive_window = ReceiveWindow();
    plan.currency_of = [this](std::string_view code) { return session_->AddCurrency(code); };
    plan.price = [this](size_t pair, UnixNanos now) { return PriceAt(pair, now); };
    return std::make_unique<WireVenue>(seed_, options_.faults, std::move(plan), kStart);
  }

  double PriceAt(size_t pair, UnixNanos now) const {
    const auto passed = static_cast<size_t>((now - kStart) / Minutes(1));
    return bars_[pair][std::min(kPast + passed, bars_[pair].size() - 1)].close;
  }

  void MakeTape() {
    const auto minutes = static_cast<size_t>(options_.trading.ns / Minutes(1).ns) + 2;
    for (uint32_t pair = 0; pair < kPairs; ++pair) {
      bars_.push_back(MakeBars(seed_, pair, kPast + minutes));
      for (size_t i = kPast; i < bars_[pair].size(); ++i) {
        const auto late = Milliseconds(static_cast<int64_t>(random_.NextBelow(5000)));
        tape_.push_back({bars_[pair][i].open_time + Minutes(1) + late, pair, bars_[pair][i]});
      }
    }
    std::stable_sort(tape_.begin(), tape_.end(),
                     [](const Told& a, const Told& b) { return a.time < b.time; });
  }

  std::vector<engine::LiveSeries> Series() const {
    std::vector<engine::LiveSeries> series;
    for (size_t i = 0; i < kPairs; ++i) {
      const std::vector<core::Bar> past(bars_[i].begin(), bars_[i].begin() + kPast);
      series.emplace_back(engine::LiveSeries::Spec{*core::ParseSymbol(kNames[i]), venue_.Filters(i),
                                                   core::Timeframe::Of(Minutes(1)), std::nullopt},
                          past, 1000);
    }
    return series;
  }

  engine::LiveOptions LiveOptionsNow() const {
    engine::LiveOptions options;
    options.settings.venue = "venue";
    options.settings.pairs = {kNames[0], kNames[1]};
    options.settings.timeframe = "1m";
    options.settings.strategies = {{.name = "random"}};
    if (seed_ % 2 == 0) {
      options.settings.strategies.push_back({.name = "guarded"});
      options.settings.strategies.push_back(
          {.name = "breakout", .params = {{"entry", 2}, {"exit", 2}, {"atr", 2}, {"stop", 1}}});
      options.settings.strategies.push_back(
          {.name = "panic_buying",
           .params = {{"window", 10}, {"entry", 0.5}, {"stop", 1}, {"max_bars", 3}}});
    }
    options.settings.account.balances = {{"USDT", "100000"}};
    options.settings.risk = *risk::LimitsOf("research");
    options.settings.risk.losing_streak = 3;  // a control that remembers
    if (seed_ % 3 == 0) {
      constexpr std::array kAlgorithms = {"twap", "iceberg", "implementation_shortfall"};
      options.settings.execution = {.algorithm = kAlgorithms[seed_ / 3 % kAlgorithms.size()],
                                    .min_value = 3000,
                                    .horizon_minutes = 2,
                                    .pace_seconds = 10,
                                    .slices = 6,
                                    .visible = 0.3,
                                    .risk_aversion = 0.01};
    }
    options.exits.largest_sales = LargestSales();
    for (size_t pair = 0; pair < kPairs; ++pair) options.exits.stops.push_back(venue_.Stops(pair));
    options.link.session = "sim";
    options.link.receive_window = ReceiveWindow();
    options.link.answer_patience = base::Seconds(static_cast<int64_t>(10 + seed_ % 3));
    options.link.first_request = static_cast<uint64_t>(local().ns);
    options.link.trades_before.assign(kPairs, 0);
    return options;
  }

  void Start() {
    restart_at_ = base::kEndOfTime;
    auto journal = is_begun_ ? storage::Journal::Open(*folder_)
                             : storage::Journal::Create(*folder_, {"sim", local()});
    if (!journal) return Fail("journal: " + journal.error().message);
    is_begun_ = true;
    journal_.emplace(*std::move(journal));
    // Every other session goes on from snapshots; the replay at the end never does.
    const bool by_snapshot = seed_ % 4 < 2;
    if (by_snapshot) {
      if (const auto s = engine::WriteDigest(*folder_, 50); !s) {
        return Fail("snapshot: " + s.error().message);
      }
    }
    const engine::Registry registry{specs_};
    engine::LiveOptions options = LiveOptionsNow();
    options.audience = &way_out_;
    way_out_.has_maximum = !options.exits.largest_sales.empty();
    auto session =
        engine::LiveSession::Open(std::move(options), registry, Series(),
                                  {&*journal_, folder_.get(), UINT64_MAX, by_snapshot}, local());
    if (!session && session.error().code == base::ErrorCode::kRefused && was_set_back_) {
      return TryAgain();  // by a clock that was set back
    }
    if (!session) return Fail("session: " + session.error().message);
    session_ = *std::move(session);
    std::vector<core::CurrencyId> coins;
    for (const core::Instrument& pair : session_->universe().instruments()) {
      coins.push_back(pair.base);
    }
    venue_.Endow(Decimal::FromInt(100'000), coins);
    venue_.SetProgramClock(ahead_);
    venue_.Connect(now_);
    CatchUp();
    Drain();
  }

  void TryAgain() {
    journal_.reset();
    if (is_calm_) {
      now_ = now_ + Seconds(1);
    } else {
      restart_at_ = now_ + Seconds(1);
    }
  }

  /// What closed while the program was away: all but the newest is the past.
  void CatchUp() {
    std::vector<engine::BarRecord> missed;
    for (const Told& told : missed_) {
      const core::Bar& b = told.bar;
      missed.push_back({told.pair, b.open_time, b.open, b.high, b.low, b.close, b.volume});
    }
    missed_.clear();
    // One that the session had heard, but not written, is missed too.
    for (uint32_t pair = 0; pair < kPairs; ++pair) {
      const UnixNanos next = session_->series()[pair].next_open();
      for (const Told& told : heard_) {
        const core::Bar& b = told.bar;
        const bool lost = told.pair == pair && b.open_time >= next;
        if (lost) missed.push_back({pair, b.open_time, b.open, b.high, b.low, b.close, b.volume});
      }
    }
    std::sort(missed.begin(), missed.end(), [](const auto& a, const auto& b) {
      return std::pair(a.open_time, a.instrument) < std::pair(b.open_time, b.instrument);
    });
    missed.erase(std::unique(missed.begin(), missed.end(),
                             [](const auto& a, const auto& b) {
                               return a.open_time == b.open_time && a.instrument == b.instrument;
                             }),
                 missed.end());
    std::erase_if(missed, [&](const engine::BarRecord& bar) {
      return bar.open_time < session_->series()[bar.instrument].next_open();
    });
    if (const auto status = session_->OnPastBars(missed, local()); !status) {
      Fail("past bars: " + status.error().message);
    }
  }

  UnixNanos NextTime() const {
    UnixNanos next = venue_.next_time();
    if (!tape_.empty()) next = std::min(next, tape_.front().time);
    next = std::min({next, rules_change_at_, tell_rules_at_, stranger_at_, person_.next_time()});
    if (!session_) return std::min(next, restart_at_);
    const UnixNanos timer = session_->next_timer();
    return timer == base::kEndOfTime ? next : std::min(next, timer - ahead_);
  }

  void Step(UnixNanos end) {
    const UnixNanos next = NextTime();
    if (next >= end) {
      now_ = end;
      return;
    }
    now_ = std::max(now_, next);
    if (!session_ && restart_at_ <= now_) return Start();
    if (rules_change_at_ <= now_) {
      ChangeRules();
    } else if (tell_rules_at_ <= now_) {
      TellRules();
    } else if (stranger_at_ <= now_) {
      LetStrangerAct();
    } else if (person_.next_time() <= now_) {
      const std::string wrong = person_.Act(session_.get(), now_, local());
      if (!wrong.empty()) Fail(wrong);
    } else if (!tape_.empty() && tape_.front().time <= now_) {
      const Told told = tape_.front();
      tape_.pop_front();
      if (!session_) {
        missed_.push_back(told);
        return;
      }
      heard_.push_back(told);
      const auto status = session_->OnBar({told.pair}, told.bar, local());
      if (!status) Fail(status.error().message);
    } else if (venue_.next_time() <= now_) {
      for (const auto& event : venue_.Step()) {
        Count(event);
        if (session_) session_->OnVenueEvent(event, local());
      }
    } else if (session_) {
      session_->OnTimer(local());
    }
    if (session_ && !is_calm_) TellBid();
    if (session_ && session_->wants_rules() && !asked_for_rules_) ExpectRules(Seconds(3));
    Drain();
  }

  /// A best bid somewhere about the last close.
  void TellBid() {
    const auto pair = static_cast<uint32_t>(random_.NextBelow(kPairs));
    const auto& bars = session_->series()[pair].bars();
    const double bid = bars.back().close * (0.998 + 0.004 * random_.NextUniform());
    session_->OnBestBid({pair}, core::Price::FromDouble(bid, core::Price(Decimal::PowerOfTen(-2))),
                        local());
  }

  void Count(const execution::VenueEvent& event) {
    const auto* answer = std::get_if<execution::Answer>(&event);
    const auto* failure = answer ? std::get_if<execution::Failure>(&answer->what) : nullptr;
    if (failure != nullptr && *failure == execution::Failure::kUnknown) ++result_.unheard;
  }

  /// Make durable, send: the program may die before each, and in between.
  void Drain() {
    if (!session_ || !failure_.empty()) return;
    HearNotes();
    if (way_out_.is_barred) Fail("the volume of the market refused a sale");
    if (way_out_.is_too_large) Fail("a sale is larger than the venue takes");
    if (Dies()) return;
    if (const auto status = session_->Commit(); !status) return Fail(status.error().message);
    if (Dies()) return;
    for (const execution::Request& request : session_->TakeRequests()) {
      venue_.Send(request, now_);
      if (Dies()) return;
    }
  }

  bool Dies() {
    if (is_calm_ || random_.NextUniform() >= options_.crash_per_step) return false;
    ++result_.crashes;
    session_.reset();
    journal_.reset();
    const bool cut = random_.NextUniform() < options_.power_cut;
    folder_ = std::make_unique<MemoryFolder>(cut ? folder_->AfterPowerCut(random_)
                                                 : folder_->AfterKill());
    venue_.Crash();
    SetClock();
    restart_at_ = now_ + Milliseconds(static_cast<int64_t>(random_.NextBelow(90'000)));
    return true;
  }

  void Fail(std::string text) {
    if (failure_.empty()) failure_ = std::move(text);
  }

  bool IsSettled() const {
    using execution::OrderState;
    const auto& entries = session_->account().orders.entries();
    return session_->link().reconciled() &&
           std::none_of(entries.begin(), entries.end(), [](const auto& entry) {
             return entry.state == OrderState::kPendingNew || entry.state == OrderState::kUnknown ||
                    entry.state == OrderState::kPendingCancel;
           });
  }

  void Compare() {
    if (!session_->link().reconciled()) Fail("not reconciled");
    const OracleVerdict verdict =
        CompareWithVenue(venue_, session_->account(), session_->link(), Decimal::FromInt(100'000));
    result_.orders = verdict.orders;
    result_.trades = verdict.trades;
    if (!verdict.failure.empty()) Fail(verdict.failure);
    if (!venue_.failure().empty()) Fail(venue_.failure());
    result_.wire_hash = venue_.WireHash();
    result_.off_grid = venue_.off_grid();
    result_.pauses = venue_.pauses();
    result_.acts = person_.acts();
    CompareActs();
    const ParentsVerdict parents = CheckParents(*folder_, session_->account());
    result_.parents = parents.parents;
    if (!parents.failure.empty()) Fail(parents.failure);
    const AmendsVerdict amends = CheckAmends(*folder_, session_->account());
    result_.amends = amends.done;
    result_.refused_amends = amends.refused;
    result_.replaced = amends.replaced;
    if (!amends.failure.empty()) Fail(amends.failure);
  }

  void CompareActs() {
    if (session_->in_dispute()) Fail("a person has looked, and it is still in dispute");
    const engine::Account& account = session_->account();
    const ActsVerdict acts = CheckActs(*folder_, account);
    if (!acts.failure.empty()) Fail(acts.failure);
    for (const auto& [coin, amount] : acts.taken_over) {
      const Decimal paid = coin == "USDT" ? venue_.paid_in() : Decimal();
      if (amount == paid) continue;
      Fail(fmt::format("{} {} were taken over and {} paid in", amount.ToString(), coin,
                       paid.ToString()));
    }
    if (!acts.is_flattened) return;
    for (uint16_t strategy = 0; strategy < session_->strategies().size(); ++strategy) {
      for (uint32_t pair = 0; pair < kPairs; ++pair) {
        const core::Quantity held = account.ledger.position({strategy}, {pair}).quantity();
        if (!venue_.CanBeDust(held)) Fail("all was to be sold, and left is " + held.ToString());
      }
    }
  }

  /// What "guarded" holds it holds under exits: at its last bar at the latest it has put them back.
  void CheckGuarded() {
    const engine::Account& account = session_->account();
    const core::StrategyId guarded{1};
    for (uint32_t pair = 0; pair < kPairs; ++pair) {
      const core::Quantity held = account.ledger.position(guarded, {pair}).quantity();
      const auto& working = account.working.entries();
      const bool has_exit = std::any_of(working.begin(), working.end(), [&](const auto& entry) {
        return entry.strategy == guarded && entry.instrument.index == pair &&
               account.orders.at(entry.id).is_kept;
      });
      // Dust of the entry, which no exit was for, and dust that its exits have left.
      const core::Quantity half(core::MulDiv(held.value(), Decimal::FromInt(1), Decimal::FromInt(2),
                                             core::Rounding::kDown));
      if (!venue_.CanBeDust(half) && !has_exit) Fail("a guarded position has no exits");
    }
  }

  void Replay() {
    result_.hash = session_->Hash();
    const engine::Registry registry{specs_};
    engine::LiveOptions options = LiveOptionsNow();
    options.settings.account.balances.clear();  // the journal tells them
    options.link.trades_before.clear();
    options.exits = {};
    options.link.receive_window = options.link.answer_patience = {};
    const auto verdict = engine::ReplaySession(options, registry, Series(), *folder_);
    if (!verdict) return Fail("replay: " + verdict.error().message);
    if (!verdict->equal()) {
      Fail(fmt::format("the replay differs from record {} on, of {}",
                       verdict->first_difference.value_or(0), verdict->records));
    }
    if (verdict->replayed_hash != result_.hash) Fail("the session's hash is not its journal's");
  }

  SessionOptions options_;
  uint64_t seed_;
  base::RandomStream random_, rules_, clock_, strangers_;
  Person person_;
  std::unique_ptr<Venue> made_;
  Venue& venue_;
  std::unique_ptr<MemoryFolder> folder_;
  strategy::StrategySpec spec_;
  std::vector<strategy::StrategySpec> specs_;
  std::vector<std::vector<core::Bar>> bars_;
  std::deque<Told> tape_;
  std::vector<Told> missed_, heard_;
  std::optional<storage::Journal> journal_;
  WayOut way_out_;
  std::unique_ptr<engine::LiveSession> session_;
  UnixNanos now_, restart_at_ = base::kEndOfTime;
  UnixNanos rules_change_at_ = base::kEndOfTime, tell_rules_at_ = base::kEndOfTime;
  UnixNanos stranger_at_ = base::kEndOfTime;
  base::Duration ahead_;  // of the program's clock
  bool was_set_back_ = false;
  bool asked_for_rules_ = false;
  bool is_begun_ = false, is_calm_ = false;
  std::string failure_;
  SessionResult result_;
};

}  // namespace

SessionResult SimulateSession(uint64_t seed, const SessionOptions& options) {
  return SessionSimulation(seed, options).Run();
}

}  // namespace keel::simulation
