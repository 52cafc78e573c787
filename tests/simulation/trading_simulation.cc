// SPDX-License-Identifier: MIT
#include "tests/simulation/trading_simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>
#include <variant>

#include "engine/journal_hash.h"
#include "engine/order_desk.h"
#include "execution/venue_link.h"
#include "tests/simulation/faulty_venue.h"
#include "tests/simulation/oracle.h"

namespace keel::simulation {
namespace {

using base::Milliseconds;
using base::Seconds;
using base::UnixNanos;
using core::Decimal;
using core::Quantity;

constexpr UnixNanos kStart{1'700'000'000'000'000'000};
constexpr size_t kPairs = 2;
const Quantity kLot{Decimal::PowerOfTen(-3)};

using Record = std::variant<core::SubmitOrder, core::CancelOrder, core::AmendOrder,
                            core::OrderReplaced, core::Report>;

/// What is written and not yet durable, and what is.
struct Journal final : engine::AuditSink {
  void OnSubmit(const core::SubmitOrder& e) override { pending.emplace_back(e); }
  void OnCancel(const core::CancelOrder& e) override { pending.emplace_back(e); }
  void OnAmend(const core::AmendOrder& e) override { pending.emplace_back(e); }
  void OnReplaced(const core::OrderReplaced& e) override { pending.emplace_back(e); }
  void OnReport(const core::Report& e) override { pending.emplace_back(e); }
  void Commit() {
    durable.insert(durable.end(), pending.begin(), pending.end());
    pending.clear();
  }
  std::vector<Record> durable, pending;
};

core::Universe MakeUniverse() {
  core::Universe universe;
  for (const char* name : {"BTC/USDT", "ETH/USDT"}) {
    const auto added = universe.Add("venue", *core::ParseSymbol(name),
                                    {core::Price(Decimal::PowerOfTen(-2)), kLot, {}});
    CHECK(added.has_value(), "a pair was refused");
  }
  return universe;
}

risk::Limits WideLimits() {
  risk::Limits limits = *risk::LimitsOf("research");
  limits.position_share = limits.gross_exposure = std::nullopt;
  limits.market_slippage = limits.collar_major = limits.collar_other = std::nullopt;
  limits.through_best = std::nullopt;
  return limits;
}

/// The account's program between two crashes.
struct Program {
  Program(const core::Universe& universe, const risk::Limits& limits, Journal& journal,
          engine::JournalHash& hash, UnixNanos now)
      : link({.session = "sim",
              .first_request = static_cast<uint64_t>(now.ns),
              .trades_before = std::vector<uint64_t>(kPairs, 0)}),
        audit({&journal, &hash}),
        account{*portfolio::Ledger::Open(universe, universe.at({0}).quote, 1),
                portfolio::WorkingOrders(kPairs),
                {},
                risk::Breaker(limits)},
        board({{bars, base::Minutes(1), {}}, {bars, base::Minutes(1), {}}}),
        desk(account, board, link, quiet,
             {risk::Gate(limits, universe, 1), std::vector<engine::PairCosts>(kPairs), {}}) {
    account.ledger.Deposit({Decimal::FromInt(100'000'000), universe.at({0}).quote});
    for (const core::Instrument& pair : universe.instruments()) {
      board.Reveal(pair.id, 100);
      account.ledger.Mark(pair.id, core::Price(Decimal::FromInt(100)));
    }
    std::vector<core::Fill> fills;
    for (const Record& record : journal.durable) Recall(record, &fills);
    quiet.to = &audit;
    link.Restore(account.orders, fills, now);
  }
  void Recall(const Record& record, std::vector<core::Fill>* fills) {
    if (const auto* sent = std::get_if<core::SubmitOrder>(&record)) return desk.Recall(*sent);
    if (const auto* asked = std::get_if<core::CancelOrder>(&record)) return desk.Recall(*asked);
    if (const auto* asked = std::get_if<core::AmendOrder>(&record)) return desk.Recall(*asked);
    if (const auto* done = std::get_if<core::OrderReplaced>(&record)) return desk.Recall(*done);
    const core::Report& report = std::get<core::Report>(record);
    if (const auto* filled = std::get_if<core::OrderFilled>(&report))
      fills->push_back(filled->fill);
    desk.Book(report);
  }

  /// What is recalled is not told again.
  struct Quiet final : engine::AuditSink {
    void OnSubmit(const core::SubmitOrder& e) override {
      if (to != nullptr) to->OnSubmit(e);
    }
    void OnCancel(const core::CancelOrder& e) override {
      if (to != nullptr) to->OnCancel(e);
    }
    void OnAmend(const core::AmendOrder& e) override {
      if (to != nullptr) to->OnAmend(e);
    }
    void OnReplaced(const core::OrderReplaced& e) override {
      if (to != nullptr) to->OnReplaced(e);
    }
    void OnReport(const core::Report& e) override {
      if (to != nullptr) to->OnReport(e);
    }
    engine::AuditSink* to = nullptr;
  };

  std::vector<core::Bar> bars = {{kStart, 100, 100, 100, 100, 60}};  // 3 an order, at the most
  execution::VenueLink link;
  engine::AuditFan audit;
  Quiet quiet;
  engine::Account account;
  market::Board board;
  engine::OrderDesk desk;
};

class Simulation {
 public:
  Simulation(uint64_t seed, const SimulationOptions& options)
      : options_(options),
        random_(seed, "simulation.account"),
        clock_(seed, "simulation.clock"),
        venue_(seed, options.faults, kPairs, universe_.at({0}).quote) {}

  SimulationResult Run() {
    now_ = kStart;
    Start();
    next_wish_ = now_ + Seconds(3);
    const UnixNanos calm = kStart + options_.trading;
    while (now_ < calm && failure_.empty()) Step(calm);
    venue_.Calm(now_);
    is_calm_ = true;
    next_wish_ = base::kEndOfTime;
    if (!program_) Start();
    UnixNanos end = calm + options_.calm;
    while (now_ < end && failure_.empty()) Step(end);
    venue_.Freeze();
    end = end + Seconds(1);
    while (now_ < end && failure_.empty()) Step(end);
    if (failure_.empty()) Compare();
    result_.failure = failure_;
    result_.hash = hash_.Hex();
    return result_;
  }

 private:
  /// The time of the program, whose clock may be another one after a restart.
  UnixNanos local() const { return now_ + ahead_; }
  /// When its link wants to be called, in true time.
  UnixNanos NextTimer() const {
    const UnixNanos next = program_->link.next_timer();
    return next == base::kEndOfTime ? next : next - ahead_;
  }
  UnixNanos NextTime() const {
    UnixNanos next = std::min(venue_.next_time(), next_wish_);
    if (program_) next = std::min(next, NextTimer());
    return program_ ? next : std::min(next, restart_at_);
  }

  void Step(UnixNanos end) {
    const UnixNanos next = NextTime();
    if (next >= end) {
      now_ = end;
      return;
    }
    now_ = std::max(now_, next);
    if (!program_ && restart_at_ <= now_) return Start();
    if (venue_.next_time() <= now_) {
      for (const auto& event : venue_.Step()) {
        if (program_) program_->link.OnEvent(event, local());
      }
    } else if (program_ && NextTimer() <= now_) {
      program_->link.OnTimer(local());
    } else if (next_wish_ <= now_) {
      next_wish_ = now_ + Milliseconds(static_cast<int64_t>(random_.NextBelow(25'000)));
      if (program_) Wish();
    }
    Drain();
  }

  /// Book, make durable, send: the program may die before each.
  void Drain() {
    if (!program_) return;
    while (true) {
      const auto reports = program_->link.TakeReports();
      if (reports.empty()) break;
      for (const core::Report& report : reports) Book(report);
    }
    program_->desk.AdvanceReplacements(local());
    program_->desk.TakeReplaced();
    for (const execution::Discrepancy& d : program_->link.TakeDiscrepancies()) {
      if (failure_.empty()) failure_ = "in dispute: " + d.text;
    }
    if (Dies()) return;
    journal_.Commit();
    if (Dies()) return;
    for (const execution::Request& request : program_->link.TakeRequests()) {
      venue_.Send(request, now_);
      if (Dies()) return;
    }
  }

  void Book(const core::Report& report) {
    if (std::holds_alternative<core::OrderOutcomeUnknown>(report)) ++result_.unknown;
    if (const auto* rejected = std::get_if<core::OrderRejected>(&report)) {
      (rejected->why == core::OrderEnd::kNeverArrived ? result_.never_arrived : result_.refused)++;
    }
    if (const auto* amended = std::get_if<core::OrderAmended>(&report)) {
      (amended->refused ? result_.refused_amends : result_.amends)++;
    }
    program_->desk.Book(report);
  }

  bool Dies() {
    if (is_calm_ || random_.NextUniform() >= options_.crash_per_step) return false;
    ++result_.crashes;
    program_.reset();
    journal_.pending.clear();
    venue_.Crash();
    if (clock_.NextUniform() < options_.clock_set) {
      ahead_ = ahead_ + Milliseconds(static_cast<int64_t>(clock_.NextBelow(30'000)));
      ++result_.clocks;
    }
    restart_at_ = now_ + Milliseconds(static_cast<int64_t>(random_.NextBelow(20'000)));
    return true;
  }

  void Start() {
    program_ = std::make_unique<Program>(universe_, limits_, journal_, hash_, local());
    restart_at_ = base::kEndOfTime;
    venue_.SetProgramClock(ahead_);
    venue_.Connect(now_);
    Drain();
  }

  /// An entry, an exit, a change or a cancel.
  void Wish() {
    const auto& working = program_->account.working.entries();
    const uint64_t act = random_.NextBelow(6);
    if (!working.empty() && act < 4) {
      const core::OrderId id = working[random_.NextBelow(working.size())].id;
      if (act < 2) return Amend(id);
      return program_->desk.Cancel(id, core::OrderEnd::kCanceledByUser, local());
    }
    core::Intent intent;
    core::OrderTerms& terms = intent.terms;
    terms.instrument = {static_cast<uint32_t>(random_.NextBelow(kPairs))};
    const Quantity held = program_->account.ledger.position(terms.instrument) -
                          program_->account.working.SellQuantity({0}, terms.instrument);
    terms.side =
        held.is_positive() && random_.NextBelow(2) == 0 ? core::Side::kSell : core::Side::kBuy;
    terms.quantity = kLot * static_cast<int64_t>(1 + random_.NextBelow(5000));
    if (terms.side == core::Side::kSell) terms.quantity = std::min(terms.quantity, held);
    terms.type = core::OrderType::kLimit;
    terms.tif = random_.NextBelow(3) == 0 ? core::TimeInForce::kIoc : core::TimeInForce::kGtc;
    terms.limit_price = core::Price(Decimal::FromInt(100));
    intent.decided_at = local();
    intent.reference_price = 100;
    program_->desk.Submit(intent, local());
  }

  /// Mostly for less; sometimes for more, or at another price.
  void Amend(core::OrderId id) {
    const core::Order& order = program_->account.orders.at(id).order;
    const auto tenths = static_cast<int64_t>(1 + random_.NextBelow(12));
    core::OrderChange change;
    change.quantity = Quantity(core::MulDiv(order.terms.quantity.value(), Decimal::FromInt(tenths),
                                            Decimal::FromInt(10), core::Rounding::kDown));
    if (random_.NextBelow(4) == 0) change.limit_price = core::Price(Decimal::FromInt(99));
    program_->desk.Amend(id, change, local());
  }

  // ---- The oracle.

  void Fail(std::string text) {
    if (failure_.empty()) failure_ = std::move(text);
  }

  void Compare() {
    if (!program_->link.reconciled()) Fail("not reconciled");
    const OracleVerdict verdict =
        CompareWithVenue(venue_, program_->account, program_->link, Decimal::FromInt(100'000'000));
    result_.orders = verdict.orders;
    if (!verdict.failure.empty()) Fail(verdict.failure);
    CompareTrades();
    CheckReplaced();
  }

  /// What goes on in an order's place never makes more of it than was asked for.
  void CheckReplaced() {
    std::map<core::OrderId, Quantity> asked;
    for (const Record& record : journal_.durable) {
      const auto* amend = std::get_if<core::AmendOrder>(&record);
      if (amend != nullptr && amend->replaces) asked[amend->order] = amend->quantity;
      const auto* replaced = std::get_if<core::OrderReplaced>(&record);
      if (replaced == nullptr || replaced->by.value == 0) continue;
      ++result_.replaced;
      const execution::OrderStore& orders = program_->account.orders;
      Quantity& left = asked.at(replaced->order);
      left -= orders.at(replaced->by).placed;  // of all that ever went on in its place
      if (orders.at(replaced->order).filled > left)
        Fail("an order was replaced by more than was asked for");
    }
  }

  void CompareTrades() {
    std::map<std::pair<uint32_t, uint64_t>, const execution::VenueTrade*> at_venue;
    const std::vector<execution::VenueTrade> trades = venue_.Trades();
    for (const auto& trade : trades) at_venue[{trade.instrument.index, trade.number}] = &trade;
    result_.trades = static_cast<int>(at_venue.size());
    std::set<std::pair<uint32_t, uint64_t>> booked;
    for (const Record& record : journal_.durable) {
      const auto* report = std::get_if<core::Report>(&record);
      const auto* filled = report ? std::get_if<core::OrderFilled>(report) : nullptr;
      if (filled == nullptr) continue;
      const core::Fill& fill = filled->fill;
      const std::pair key(fill.instrument.index, fill.venue_trade);
      if (!booked.insert(key).second) Fail(fmt::format("trade {} was booked twice", key.second));
      const auto at = at_venue.find(key);
      if (at == at_venue.end()) return Fail(fmt::format("trade {} was made up", key.second));
      const execution::VenueTrade& trade = *at->second;
      if (fill.price != trade.price || fill.quantity != trade.quantity || fill.side != trade.side ||
          fill.fee.amount != trade.fee.amount) {
        Fail(fmt::format("trade {} was booked wrongly", key.second));
      }
    }
    if (booked.size() != at_venue.size()) Fail("a trade was lost");
  }

  SimulationOptions options_;
  base::RandomStream random_, clock_;
  core::Universe universe_ = MakeUniverse();
  risk::Limits limits_ = WideLimits();
  FaultyVenue venue_;
  Journal journal_;
  engine::JournalHash hash_{universe_};
  std::unique_ptr<Program> program_;
  UnixNanos now_, next_wish_ = base::kEndOfTime, restart_at_ = base::kEndOfTime;
  base::Duration ahead_;  // of the program's clock
  bool is_calm_ = false;
  std::string failure_;
  SimulationResult result_;
};

}  // namespace

SimulationResult Simulate(uint64_t seed, const SimulationOptions& options) {
  return Simulation(seed, options).Run();
}

}  // namespace keel::simulation
