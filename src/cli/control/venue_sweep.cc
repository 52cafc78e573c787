// SPDX-License-Identifier: MIT
#include "cli/control/venue_sweep.h"

#include <fmt/format.h>

#include <utility>

#include "base/check.h"

namespace keel::cli {
namespace {

constexpr base::Duration kPause = base::Milliseconds(500);

}  // namespace

VenueSweep::VenueSweep(net::Loop& loop, std::unique_ptr<execution::VenueConnector> venue,
                       SweepPlan plan, OnDone done)
    : loop_(loop), venue_(std::move(venue)), plan_(std::move(plan)), done_(std::move(done)) {
  CHECK(!plan_.prefix.empty(), "a sweep without a prefix would cancel everybody's orders");
  limit_ = loop_.After(plan_.limit, [this] {
    End(base::Fail(base::ErrorCode::kIo,
                   fmt::format("the venue was asked for {} s: {}",
                               static_cast<int64_t>(plan_.limit.seconds()), last_trouble_)));
  });
  venue_->FetchInstruments(plan_.pairs, [this](const auto& listed) {
    if (!listed) return End(tl::unexpected<base::Error>(listed.error()));
    Start();
  });
}

VenueSweep::~VenueSweep() {
  ended_ = true;
  venue_->Stop();
}

void VenueSweep::Start() {
  execution::ConnectorPlan plan;
  for (uint32_t i = 0; i < plan_.pairs.size(); ++i) {
    execution::Subscription subscription;
    subscription.instrument = {i};
    subscription.symbol = plan_.pairs[i];
    plan.subscriptions.push_back(std::move(subscription));
  }
  plan.currency_of = [this](std::string_view code) { return currencies_.AddCurrency(code); };
  if (const auto status = venue_->Start(std::move(plan), *this); !status) {
    return End(tl::unexpected<base::Error>(status.error()));
  }
  AskForOrders();
}

void VenueSweep::AskForOrders() {
  cancels_.clear();
  question_ = ++last_request_;
  venue_->Send({{question_}, execution::QueryOpenOrders{}});
}

void VenueSweep::OnVenueEvent(const execution::VenueEvent& event) {
  const auto* answer = std::get_if<execution::Answer>(&event);
  if (ended_ || answer == nullptr) return;
  if (answer->request.value == question_) {
    question_ = 0;
    const auto* open = std::get_if<std::vector<execution::VenueOrder>>(&answer->what);
    return open != nullptr ? OnOpenOrders(*open) : Again("it did not tell its open orders");
  }
  // Whatever was said to a cancel, only the list of open orders proves it.
  if (cancels_.erase(answer->request.value) == 0 || !cancels_.empty()) return;
  if (++rounds_ == 1) return AskForOrders();
  Again("orders of the session stay open");
}

void VenueSweep::OnOpenOrders(const std::vector<execution::VenueOrder>& open) {
  for (const execution::VenueOrder& order : open) {
    if (!order.client_id.starts_with(plan_.prefix)) continue;
    found_.insert(order.client_id);
    cancels_[++last_request_] = order.client_id;
  }
  if (cancels_.empty()) return End(found_.size());
  const auto wanted = cancels_;  // an answer may come from inside
  for (const execution::VenueOrder& order : open) {
    for (const auto& [request, client_id] : wanted) {
      if (client_id != order.client_id) continue;
      venue_->Send({{request}, execution::CancelAtVenue{client_id, order.instrument}});
    }
  }
}

void VenueSweep::Again(const std::string& why) {
  last_trouble_ = why;
  again_ = loop_.After(kPause, [this] { AskForOrders(); });
}

void VenueSweep::End(base::Result<size_t> outcome) {
  if (std::exchange(ended_, true)) return;
  limit_.Cancel();
  again_.Cancel();
  // Posted, so that whoever is told may destroy it.
  loop_.Post(
      [done = std::move(done_), outcome = std::move(outcome), alive = std::weak_ptr(alive_)] {
        if (alive.lock()) done(outcome);
      });
}

}  // namespace keel::cli
