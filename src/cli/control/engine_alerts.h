// SPDX-License-Identifier: MIT
// Hears the audit stream of a session and tells its operator what they should know of it.
#pragma once

#include <map>
#include <string>

#include "cli/control/alerts.h"
#include "engine/audit.h"
#include "engine/live_session.h"

namespace keel::cli {

class EngineAlerts final : public engine::AuditSink {
 public:
  /// `alerts` must outlive it. Nothing is told before Begin: until then the past is gone through.
  explicit EngineAlerts(Alerts& alerts) : alerts_(alerts) {}
  void Begin(const engine::LiveSession& session) { session_ = &session; }

  /// What the session hears from the venue next: the words of a refusal go with its alert.
  void OnVenueEvent(const execution::VenueEvent& event);

  uint64_t refusals() const { return refusals_; }
  using Counts = std::vector<std::pair<std::string, int64_t>>;
  /// Rules and how often each refused, the most first.
  Counts refused_by() const { return MostFirst(by_rule_); }
  /// Orders that the venue did not take, and for what, the most first.
  uint64_t rejections() const { return rejections_; }
  Counts rejected_for() const { return MostFirst(by_reason_); }

  void OnRefused(const core::IntentRefused& e) override;
  /// Of reports the refusal of an amend, where the order is what it was, and of an order. That a
  /// post-only order would have taken is counted and not told: it is daily life.
  void OnReport(const core::Report& e) override;
  void OnTradingState(const core::TradingStateChanged& e) override;
  void OnAlert(const core::RiskAlert& e) override;
  void OnLimit(const core::LimitChanged& e) override;

 private:
  using CountOf = std::map<std::string, int64_t, std::less<>>;
  static Counts MostFirst(const CountOf& counts);
  void OnAmended(const core::OrderAmended& e);
  void OnRejected(const core::OrderRejected& e);

  Alerts& alerts_;
  const engine::LiveSession* session_ = nullptr;
  std::string words_;  // of the venue, in the last that was heard
  uint64_t refusals_ = 0, rejections_ = 0;
  CountOf by_rule_, by_reason_;  // both are few
};

}  // namespace keel::cli
