// SPDX-License-Identifier: MIT
// What is counted of a session record by record, so that nobody who asks makes the desk go through
// its orders: how long they waited for the venue, how often a rule refused, how often the account's
// stream came back.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>

#include "engine/session_records.h"
#include "server/replica/latency_log.h"
#include "storage/projection/rows.h"

namespace keel::server {

class SessionCounts {
 public:
  /// Seconds. An answer of a venue; a fill may be waited for all day; a bar waits for its venue.
  static constexpr std::array<double, 13> kAckBounds = {
      0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  static constexpr std::array<double, 12> kFillBounds = {0.01, 0.05, 0.1, 0.5,   1,      5,
                                                         10,   60,   600, 3'600, 21'600, 86'400};
  static constexpr std::array<double, 10> kBarBounds = {0.01, 0.05, 0.1, 0.25, 0.5,
                                                        1,    2,    5,   10,   60};

  // ---- Records in their order, with the time at which they were written.
  /// The program began, or began again: what was sent before waits for a program that was away, so
  /// it is not measured.
  void OnStart();
  /// Something that the session was told, and acts on until it is told the next; of bars the close
  /// of the newest.
  void OnInput(std::optional<base::UnixNanos> bar_close = std::nullopt) { bar_close_ = bar_close; }
  void OnSent(uint64_t order, base::UnixNanos time);
  void OnReport(const engine::ReportedRecord& report, base::UnixNanos heard);
  void OnAccountStream(bool is_up);
  void OnRefusal(const storage::RefusalRow& row);

  /// From an order's record, which is on the disk before it is sent, to the venue's first word on
  /// it. What the session concludes by itself (not sent, never arrived) is no word of the venue.
  const LatencyLog& ack() const { return ack_; }
  /// To its first execution.
  const LatencyLog& fill() const { return fill_; }
  /// From a bar's close, by its stamp, to each order that was sent on it.
  const LatencyLog& bar_to_order() const { return bar_to_order_; }
  const std::map<std::string, int64_t>& refusals_by_rule() const { return refusals_by_rule_; }
  /// How often the account's stream was up again after it had been down, between starts.
  int64_t account_reconnects() const { return account_reconnects_; }

 private:
  struct Waiting {
    base::UnixNanos sent;
    bool has_word = false;
  };

  std::map<uint64_t, Waiting> waiting_;  // for a first fill, by order
  std::optional<base::UnixNanos> bar_close_;
  LatencyLog ack_{kAckBounds}, fill_{kFillBounds}, bar_to_order_{kBarBounds};
  std::map<std::string, int64_t> refusals_by_rule_;
  bool account_was_up_ = false, account_is_up_ = false;  // since the start
  int64_t account_reconnects_ = 0;
};

}  // namespace keel::server
