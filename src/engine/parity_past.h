// SPDX-License-Identifier: MIT
// What a session's account went through before the time that is compared, booked again in order as
// a restart does it, so that a backtest begins with the holdings and the equity of that moment.
#pragma once

#include <variant>
#include <vector>

#include "engine/order_desk.h"
#include "engine/session_history.h"

namespace keel::engine {

class ParityPast {
 public:
  /// Executions before `from`, balances adopted and stops of trading by people before it;
  /// `universe` learns their coins, and `history` must outlive what is read. kCorrupt.
  static base::Result<ParityPast> Read(const SessionHistory& history, base::UnixNanos from,
                                       core::Universe& universe);
  /// Books what was heard before `t` and was not booked yet.
  void BookUntil(base::UnixNanos t, OrderDesk& desk);

 private:
  struct Entry {
    base::UnixNanos heard;
    std::variant<core::Fill, core::Money, const OperatorRecord*> what;
  };
  static void Act(const OperatorRecord& record, base::UnixNanos time, OrderDesk& desk);
  std::vector<Entry> entries_;  // in order of time
  size_t next_ = 0;
};

}  // namespace keel::engine
