// SPDX-License-Identifier: MIT
// One order with its desk, its link and a scripted venue: the whole way from the wish to change it
// to what is booked, in fake time.
#pragma once

#include <gtest/gtest.h>

#include "engine/order_desk.h"
#include "execution/venue_link.h"
#include "risk/testing/scene.h"
#include "tests/faults/scripted_venue.h"

namespace keel::faults {

using execution::AmendAtVenue;
using execution::CancelAtVenue;
using execution::Failure;
using execution::OrderState;
using execution::VenueOrder;
using execution::VenueStatus;
using risk::P;
using risk::Q;

class AmendScene {
 public:
  static constexpr core::OrderId kOrder{1};
  static constexpr const char* kName = "k-t-1";

  AmendScene() { Begin(); }

  /// A buy of 1 at 100 that works at the venue, as both sides know.
  void Rest() {
    core::Intent intent;
    intent.terms.type = core::OrderType::kLimit;
    intent.terms.quantity = Q("1");
    intent.terms.limit_price = P("100");
    intent.reference_price = 100;
    EXPECT_EQ(desk->Submit(intent, now).order, kOrder);
    Pump();
    Tell(VenueStatus::kWorking, "0", "1");
    venue.Forget();
  }
  void Amend(std::string_view quantity) {
    EXPECT_TRUE(desk->Amend(kOrder, {Q(quantity)}, now).sent);
    Pump();
  }
  void Cancel() {
    desk->Cancel(kOrder, core::OrderEnd::kCanceledByUser, now);
    Pump();
  }
  /// The order as the venue has it from now on.
  VenueOrder Set(VenueStatus status, std::string_view executed, std::string_view quantity) {
    VenueOrder& order = venue.Set(kName, status, executed);
    order.quantity = Q(quantity);
    return order;
  }
  /// And says so on the account's stream.
  void Tell(VenueStatus status, std::string_view executed, std::string_view quantity) {
    Hear(execution::StreamOrder{Set(status, executed, quantity), {}});
  }
  execution::VenueTrade Trade(uint64_t number, core::Quantity quantity) {
    execution::VenueTrade& trade = venue.Trade(number, kName, quantity.ToString());
    trade.fee.currency = universe.at({0}).quote;
    trade.time = now;
    return trade;
  }
  template <typename What>
  void Answer(ScriptedVenue::Words words) {
    Hear(execution::Answer{venue.Last<What>(), std::move(words)});
  }
  void Hear(const execution::VenueEvent& event) {
    link->OnEvent(event, now);
    Pump();
  }
  void Pass(base::Duration time) {
    const base::UnixNanos end = now + time;
    while (link->next_timer() <= end) {
      now = std::max(now, link->next_timer());
      link->OnTimer(now);
      Pump();
    }
    now = end;
  }
  void Pump() {
    do {
      for (const core::Report& report : link->TakeReports()) Book(report);
      for (const auto& found : link->TakeDiscrepancies()) disputes.push_back(found.text);
    } while (Send());
  }
  /// The program dies, and comes back from what its journal tells.
  void Restart() {
    account.reset();
    Begin();
    for (const Record& record : journal) std::visit([this](const auto& r) { Recall(r); }, record);
    link->Restore(account->orders, fills, now);
    Hear(execution::StreamState{true});
  }

  const execution::OrderEntry& order() const { return account->orders.at(kOrder); }
  /// What was told of amends: "to 0.6", "refused never_arrived".
  std::vector<std::string> told;
  core::Universe universe = risk::SceneUniverse();
  std::optional<engine::Account> account;
  std::optional<execution::VenueLink> link;
  std::optional<engine::OrderDesk> desk;
  ScriptedVenue venue;
  base::UnixNanos now = base::UnixNanos{} + base::Days(20'000);
  std::vector<std::string> disputes;

 private:
  using Record = std::variant<core::SubmitOrder, core::AmendOrder, core::CancelOrder, core::Report>;
  struct Sink final : engine::AuditSink {
    explicit Sink(std::vector<Record>& to) : journal(to) {}
    void OnSubmit(const core::SubmitOrder& e) override { journal.emplace_back(e); }
    void OnAmend(const core::AmendOrder& e) override { journal.emplace_back(e); }
    void OnCancel(const core::CancelOrder& e) override { journal.emplace_back(e); }
    std::vector<Record>& journal;
  };

  void Begin() {
    const risk::Limits limits = risk::NoLimits();
    const size_t pairs = universe.instruments().size();
    account.emplace(engine::Account{*portfolio::Ledger::Open(universe, universe.at({0}).quote, 1),
                                    portfolio::WorkingOrders(pairs),
                                    {},
                                    risk::Breaker(limits)});
    account->ledger.Deposit({core::Decimal::FromInt(10'000), universe.at({0}).quote});
    board.emplace(std::vector<market::Board::PairSource>(pairs, {bars, base::Minutes(1), {}}));
    board->Reveal({0}, 100);
    account->ledger.Mark({0}, P("100"));
    execution::VenueLinkOptions options;
    options.session = "t";
    options.trades_before.assign(pairs, 0);
    link.emplace(options);
    desk.emplace(*account, *board, *link, sink,
                 engine::OrderDeskOptions{
                     risk::Gate(limits, universe, 1), std::vector<engine::PairCosts>(pairs), {}});
    if (!journal.empty()) return;
    Hear(execution::StreamState{true});
    venue.Forget();
  }
  bool Send() {
    const auto requests = link->TakeRequests();
    for (const execution::Request& request : requests) {
      if (auto words = venue.Ask(request)) {
        link->OnEvent(execution::Answer{request.id, std::move(*words)}, now);
      }
    }
    return !requests.empty();
  }
  void Book(const core::Report& report) {
    journal.emplace_back(report);
    if (const auto* filled = std::get_if<core::OrderFilled>(&report)) {
      fills.push_back(filled->fill);
    }
    if (const auto* amended = std::get_if<core::OrderAmended>(&report)) {
      told.push_back(amended->refused ? std::string("refused ") + core::ToString(*amended->refused)
                                      : "to " + amended->quantity.ToString());
    }
    desk->Book(report);
  }
  void Recall(const core::Report& report) { desk->Book(report); }
  template <typename Command>
  void Recall(const Command& command) {
    desk->Recall(command);
  }

  std::vector<core::Bar> bars = {{{}, 100, 100, 100, 100, 1e9}};
  std::optional<market::Board> board;
  std::vector<Record> journal;
  std::vector<core::Fill> fills;
  Sink sink{journal};
};

}  // namespace keel::faults
