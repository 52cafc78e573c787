// SPDX-License-Identifier: MIT
// What a watchdog has to know of a session to cancel its orders: written by the trader as it
// starts. Keys are not in it; they come from the environment.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace keel::cli {

struct WatchPlan {
  std::string session;  ///< its name
  std::string id;       ///< of its client order ids
  std::string venue;    ///< as in --venue
  std::string url;      ///< of the venue; "": the real one
  bool testnet = false;
  std::vector<std::string> pairs;
  base::UnixNanos origin;  ///< with speed: how the venue's time runs (ExchangePace)
  int64_t speed = 1;
};
BOOST_DESCRIBE_STRUCT(WatchPlan, (), (session, id, venue, url, testnet, pairs, origin, speed))

/// What the client order ids of the session's orders begin with.
inline std::string OrderPrefix(const WatchPlan& plan) { return "k-" + plan.id + "-"; }

/// Replaces the plan in the session's folder; for the owner's eyes alone. kIo.
base::Status WriteWatchPlan(const std::string& folder, const WatchPlan& plan);
/// kNotFound where the session never began to trade; kUsage, kIo.
base::Result<WatchPlan> ReadWatchPlan(const std::string& folder);

}  // namespace keel::cli
