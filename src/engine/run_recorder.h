// SPDX-License-Identifier: MIT
// Listens to the audit stream and keeps what reports are made from.
#pragma once

#include "engine/account.h"
#include "engine/audit.h"
#include "engine/run_record.h"

namespace keel::engine {

class RunRecorder final : public AuditSink {
 public:
  /// `record` is filled as the run goes; `ledger` tells exchange rates. Both must outlive this.
  RunRecorder(RunRecord& record, const portfolio::Ledger& ledger)
      : record_(record), ledger_(ledger) {}

  void OnReport(const core::Report& report) override;
  void OnParentEnded(const ParentEnded& event) override;
  void OnClosedLot(const portfolio::ClosedLot& lot) override;
  void OnRefused(const core::IntentRefused& event) override;
  void OnShrunk(const core::IntentShrunk& event) override;
  void OnTradingState(const core::TradingStateChanged& event) override;
  void OnAlert(const core::RiskAlert& event) override;
  void OnDecision(uint64_t number, core::StrategyId strategy,
                  const strategy::Decision& decision) override;

  /// Adds the orders with their fates, and what is still held, closed at the last mark.
  void Finish(const Account& account, base::UnixNanos end);

 private:
  void AddVerdict(const core::Intent& intent, core::Quantity approved,
                  const std::vector<core::Refusal>& refusals, base::UnixNanos time);

  RunRecord& record_;
  const portfolio::Ledger& ledger_;
};

}  // namespace keel::engine
