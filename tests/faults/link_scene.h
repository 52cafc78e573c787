// SPDX-License-Identifier: MIT
// The link and a scripted venue: what happens between one order and its exchange, in fake time.
#pragma once

#include <gtest/gtest.h>

#include "risk/testing/scene.h"
#include "tests/faults/scripted_venue.h"

namespace keel::faults {

using execution::Failure;
using execution::VenueStatus;

class LinkScene : public ::testing::Test {
 protected:
  LinkScene() {
    Hear(execution::StreamState{true});
    venue_.Forget();
  }

  static execution::VenueLinkOptions LinkOptions() {
    execution::VenueLinkOptions options;
    options.session = "t";
    options.trades_before.assign(5, 0);
    return options;
  }

  core::OrderId Send(core::Side side, std::string_view quantity) {
    core::Order order = scene_.Limit(risk::Scene::kBtc, side, risk::Q(quantity), "100");
    order.id = {++last_order_};
    order.created_at = now_;
    const auto approval =
        scene_.gate.Approve(order, false, scene_.Market(order.terms.instrument), scene_.Account());
    EXPECT_TRUE(approval.order.has_value());
    link_.Submit(*approval.order, now_);
    Pump();
    return order.id;
  }
  core::OrderId Buy(std::string_view quantity = "1") { return Send(core::Side::kBuy, quantity); }
  /// An order that works at the venue, as both sides know.
  core::OrderId BuyAccepted(std::string_view quantity = "1") {
    const core::OrderId id = Buy(quantity);
    Hear(execution::StreamOrder{venue_.Set(link_.ClientId(id), VenueStatus::kWorking), {}});
    return id;
  }
  void Cancel(core::OrderId id) {
    link_.Cancel(id, core::OrderEnd::kCanceledByUser, now_);
    Pump();
  }
  void Hear(const execution::VenueEvent& event) {
    link_.OnEvent(event, now_);
    Pump();
  }
  /// The answer to the last request of a kind.
  template <typename What>
  void Answer(ScriptedVenue::Words words) {
    Hear(execution::Answer{venue_.Last<What>(), std::move(words)});
  }
  /// Time goes by, and the link does what it wants to do meanwhile.
  void Pass(base::Duration time) {
    const base::UnixNanos end = now_ + time;
    while (link_.next_timer() <= end) {
      now_ = std::max(now_, link_.next_timer());
      link_.OnTimer(now_);
      Pump();
    }
    now_ = end;
  }
  void Pump() {
    for (auto requests = link_.TakeRequests(); !requests.empty(); requests = link_.TakeRequests()) {
      for (const execution::Request& request : requests) {
        if (auto words = venue_.Ask(request)) {
          link_.OnEvent(execution::Answer{request.id, std::move(*words)}, now_);
        }
      }
    }
    for (const core::Report& report : link_.TakeReports()) reports_.push_back(report);
    for (const auto& found : link_.TakeDiscrepancies()) disputes_.push_back(found.text);
  }

  template <typename Kind>
  size_t Count() const {
    return static_cast<size_t>(std::ranges::count_if(
        reports_, [](const auto& r) { return std::holds_alternative<Kind>(r); }));
  }
  /// What the engine was told to be executed, all together.
  core::Quantity Booked() const {
    core::Quantity sum;
    for (const core::Report& report : reports_) {
      if (const auto* f = std::get_if<core::OrderFilled>(&report)) sum += f->fill.quantity;
    }
    return sum;
  }

  ScriptedVenue venue_;
  risk::Scene scene_{risk::NoLimits()};
  execution::VenueLink link_{LinkOptions()};
  base::UnixNanos now_ = base::UnixNanos{} + base::Days(20'000);
  uint64_t last_order_ = 0;
  std::vector<core::Report> reports_;
  std::vector<std::string> disputes_;
};

}  // namespace keel::faults
