// SPDX-License-Identifier: MIT
// A session as its operator sees it: plain records, made when they are asked for.
#pragma once

#include <span>

#include "engine/control/protocol.h"
#include "engine/live_session.h"
#include "execution/venue_connector.h"

namespace keel::cli {

/// What a session does not know of itself.
struct SessionFacts {
  std::string name;
  std::string id;
  int64_t process = 0;
  base::UnixNanos started;
  core::Decimal day_equity;   ///< of the first look of the UTC day
  base::UnixNanos day_since;  ///< when that was
  execution::ConnectorStatus connection;
  uint64_t refusals = 0;
  std::vector<std::pair<std::string, int64_t>> refused_by;
  uint64_t rejections = 0;
  std::vector<std::pair<std::string, int64_t>> rejected_for;
  std::vector<std::string> alerts;
};

engine::StatusView StatusOf(engine::LiveSession& session, const SessionFacts& facts,
                            base::UnixNanos now);
engine::PositionsView PositionsOf(engine::LiveSession& session);
engine::OrderView OrderOf(const engine::LiveSession& session, core::OrderId id);
engine::OrdersView OrdersOf(engine::LiveSession& session);
engine::LimitsView LimitsOf(engine::LiveSession& session);

/// What holds: throws of the kill switch, then disabled strategies.
std::vector<engine::StoppedView> StoppedOf(engine::LiveSession& session);
/// Who holds something now whose stop is not at the venue.
std::vector<std::string> UnprotectedOf(const engine::LiveSession& session);
/// "everything", "BTC/USDT", "strategy ema_cross in BTC/USDT".
std::string ScopeText(const engine::LiveSession& session, const core::TradingScope& scope);
/// "trading", "reducing", "halted", "not_in_step".
std::string StateOf(engine::LiveSession& session);

}  // namespace keel::cli
