// SPDX-License-Identifier: MIT
// What one desk shows and does: the parts that its routes work with, and the rows of its table.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/control/risk_view.h"
#include "engine/registry.h"
#include "server/api/views.h"
#include "server/desk/storage_watch.h"
#include "server/http/route.h"
#include "server/lab/lab_room.h"
#include "server/market/market_watch.h"
#include "server/replica/session_door.h"
#include "server/replica/session_replica.h"
#include "server/risk/risk_board.h"
#include "server/stream/hub.h"

namespace keel::server {

/// What the session last said of its risk, for all who ask within a second: however many they are,
/// it is asked once.
struct RiskTold {
  using Reply = std::function<void(Answer<engine::RiskView>)>;
  std::optional<engine::RiskView> view;
  base::UnixNanos at;
  std::vector<Reply> waiting;
};

/// Long work, as it is counted.
struct JobTold {
  std::string kind, state;
  std::optional<double> progress;  ///< 0 to 1
};

class Alarms;

struct Desk {
  DeskView about;
  SessionReplica replica;
  SessionDoor door;
  StreamHub hub;
  std::unique_ptr<MarketWatch> market;  ///< null: no venue to listen to
  /// What the session last said of itself; nothing while it does not run or answer.
  std::optional<engine::StatusView> status;
  std::optional<engine::PositionsView> holdings;
  RiskTold risk;
  /// What algorithms work at, as the session last told; empty while it does not answer.
  std::vector<engine::LargeOrderView> large_orders;
  std::string parents_told;  ///< of those that are not over, to the channel
  RiskBoard figures;
  LabRoom lab;
  /// How many jobs have failed since then, of a desk that has jobs.
  std::function<int64_t(base::UnixNanos since)> jobs_failed;
  std::function<std::vector<JobTold>()> jobs;  ///< that are kept; null: it has none
  StorageWatch storage;
  const base::Clock& clock;
  base::UnixNanos started;
  engine::Registry registry = {};  ///< of the strategies whose parameters can be told
  std::unique_ptr<Alarms> alarms;  ///< rules and what they find; set before anybody asks

  TickerView Ticker(const engine::InstrumentRecord& pair) const;
  std::vector<TickerView> Tickers() const;
  bool has_pair(const std::string& pair) const;
};

OutcomeView ViewOfOutcome(const strategy::DecisionOutcome& outcome);
/// A decision with all that it was made from. 404 where it is not kept.
Answer<DecisionDetail> DetailOfDecision(const SessionReplica& replica, int64_t number);

ParentView ParentViewOf(const Desk& desk, const storage::ParentRow& row);
/// Whether an algorithm is at work, as far as the journal has been read.
bool HasOpenParent(const SessionReplica& replica);

/// What the session says of its risk, at most a second old; `by` asks.
void AskRisk(Desk& desk, const std::string& by, RiskTold::Reply reply);

/// The rows of the API, each of which keeps a reference to the desk.
Routes SessionRoutes(Desk& desk);     ///< status, positions
Routes StrategyRoutes(Desk& desk);    ///< strategies, and what a person may do to one
Routes RiskRoutes(Desk& desk);        ///< limits and how much of them is used
Routes RiskFigureRoutes(Desk& desk);  ///< value at risk, correlation, stress, ruin
Routes ConfigRoutes(Desk& desk);      ///< what the session was started with
Routes ListRoutes(Desk& desk);        ///< orders, fills, closed trades, decisions, alerts, equity
Routes ParentRoutes(Desk& desk);      ///< large orders that an algorithm works
Routes MarketRoutes(Desk& desk);      ///< instruments, tickers, candles, book, trades
Routes OrderRoutes(Desk& desk);       ///< place and check an order by hand
Routes LabRoutes(Desk& desk);         ///< forecasts on request, calibration, regimes
Routes OptionRoutes(Desk& desk);      ///< options priced by the model, a smile fitted
Routes SignalRoutes(Desk& desk);      ///< what each driver said last
Routes ActRoutes(Desk& desk);         ///< cancel, amend, halt, resume, flatten, limits

/// Channels of the stream, and what they are told.
void DeclareChannels(Desk& desk);
void PublishNews(Desk& desk, const ReplicaNews& news);
void PublishStatus(Desk& desk);
/// Large orders that are not over, where something about them has changed.
void PublishParents(Desk& desk);
/// Tickers and books that somebody watches.
void PublishMarket(Desk& desk);

}  // namespace keel::server
