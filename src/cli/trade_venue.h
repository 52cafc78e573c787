// SPDX-License-Identifier: MIT
// Where a session trades: on paper, at a simulated exchange, at the venue's testnet, or for real.
// This is the only place that hands keys to a connector, so it is here that orders can leave this
// machine, and they do only where the user said --testnet or --live.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/backtest_request.h"
#include "cli/verb.h"
#include "engine/settings.h"
#include "execution/venue_connector.h"
#include "net/loop.h"

namespace keel::cli {

enum class TradeMode : uint8_t {
  kPaper,      ///< the real market, invented money and fills
  kSimulated,  ///< `keel exchange` on this machine
  kTestnet,    ///< the venue's own, with play money
  kLive,       ///< real money
};
const char* ToString(TradeMode mode);
/// The mode of this name; kUsage.
base::Result<TradeMode> ParseTradeMode(std::string_view name);

/// What the command line says about it.
struct TradeVenueRequest {
  std::string url;  ///< of one server for everything; "": the venue's own
  bool paper = false, testnet = false, live = false;
  std::string confirm;                ///< of live: the session's name, instead of typing it
  std::vector<std::string> deposits;  ///< of a paper account, ASSET=AMOUNT
  std::string queue_model;            ///< of a paper account; empty: as sim.book.queue says

  void Declare(Options& options);
};

/// kUsage and kUnsupported for what does not go together, and for a url to which no orders may go.
base::Result<TradeMode> ModeOf(const TradeVenueRequest& request);

/// What to do where the venue cannot be reached: the end of a sentence.
std::string WhatIfUnreachable(TradeMode mode, const TradeVenueRequest& request);

/// The risk profile of a mode where neither the command line nor the configuration names one.
base::Status ChooseProfile(TradeMode mode, const Session& session, BacktestRequest* request);

/// A session stays what it began as: paper money is never taken for real. kUsage otherwise.
base::Status HoldMode(TradeMode mode, const std::string& session_folder);

/// What can be said before anybody is asked: keys that are not set, a live session that nobody can
/// confirm. kUsage, kRefused.
base::Status CheckTradeVenue(const Session& session, const TradeVenueRequest& request,
                             TradeMode mode, const std::string& session_name,
                             const engine::BacktestSettings& settings);

struct TradePlace {
  TradeMode mode = TradeMode::kPaper;
  std::string session_name;
  std::string session_folder;
  const base::Clock& clock;  ///< of the session
  base::Duration receive_window = base::Seconds(5);
};
/// Whether a server at this url can only be a process of this machine.
bool IsOnThisMachine(const std::string& url);

/// The connector of the mode. Live it is handed out only once the key is known to be unable to
/// withdraw and a person has typed the session's name. kUsage, kRefused, kIo.
base::Result<std::unique_ptr<execution::VenueConnector>> OpenTradeVenue(
    Session& session, net::Loop& loop, const TradeVenueRequest& request, const TradePlace& place,
    const engine::BacktestSettings& settings);

}  // namespace keel::cli
