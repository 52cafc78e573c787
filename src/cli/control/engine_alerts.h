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

  uint64_t refusals() const { return refusals_; }
  /// Rules and how often each refused, the most first.
  std::vector<std::pair<std::string, int64_t>> refused_by() const;

  void OnRefused(const core::IntentRefused& e) override;
  /// Of reports the refusal of an amend: the order is what it was.
  void OnReport(const core::Report& e) override;
  void OnTradingState(const core::TradingStateChanged& e) override;
  void OnAlert(const core::RiskAlert& e) override;
  void OnLimit(const core::LimitChanged& e) override;

 private:
  Alerts& alerts_;
  const engine::LiveSession* session_ = nullptr;
  uint64_t refusals_ = 0;
  std::map<std::string, int64_t, std::less<>> by_rule_;  // rules are few
};

}  // namespace keel::cli
