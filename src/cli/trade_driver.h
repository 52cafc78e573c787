// SPDX-License-Identifier: MIT
// Owns the clock and the sockets of a live session: what the connector hears goes into the session,
// and what the session wants goes out once its journal holds it.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/control/operator_desk.h"
#include "cli/verb.h"
#include "engine/live_session.h"
#include "net/loop.h"
#include "venues/registry.h"

namespace keel::cli {

/// What becomes of orders and positions when a session is stopped.
enum class StopPolicy : uint8_t {
  kLeave,    ///< orders stay, and the next start goes on with them
  kCancel,   ///< every order is cancelled
  kFlatten,  ///< and what is held is sold; entries stay off until they are resumed
};

struct TradeOptions {
  engine::LiveOptions live;
  base::Duration history = base::Days(30);  ///< that strategies learn before the first session
  std::string folder;                       ///< of the session's journal
  StopPolicy on_stop = StopPolicy::kLeave;
  OperatorOptions desk;
  base::Duration status_every = base::Seconds(10);
  const base::Clock* clock = nullptr;  ///< of the session; never null
  std::optional<int64_t> core;         ///< that the trading thread has to itself
};

class TradeDriver final : public execution::ConnectorListener {
 public:
  TradeDriver(Session& session, net::Loop& loop, execution::VenueConnector& venue,
              TradeOptions options)
      : cli_(session),
        loop_(loop),
        venue_(venue),
        options_(std::move(options)),
        desk_(session, loop, options_.desk,
              {[this] { return now(); }, [this] { return Settle(); }}) {}

  /// Trades until it is interrupted or something fails that a restart has to settle.
  base::Status Run(const engine::Registry& registry);
  /// After Run, however that ended; null where it ended before there was one.
  const engine::LiveSession* session() const { return session_.get(); }
  /// Whether orders and executions agreed with the venue as trading stopped.
  bool in_step() const { return in_step_; }

  void OnVenueEvent(const execution::VenueEvent& event) override;
  void OnBarClosed(core::InstrumentId instrument, core::Timeframe timeframe,
                   const core::Bar& bar) override;
  void OnBestPrices(const execution::BestPrices& best) override;
  void OnStatus(const execution::ConnectorStatus& status) override {
    status_ = status;
    if (session_ && (!status.market_up || status.market_silent)) session_->ForgetBestPrices();
    desk_.OnStatus(status);
  }
  void OnNote(std::string_view note) override { desk_.Note(note); }

 private:
  struct TakenBar {
    core::InstrumentId instrument;
    core::Bar bar;
  };

  /// Behind its journal by more than this the clock is wrong, and the session refuses.
  static constexpr base::Duration kMostClockLag = base::Minutes(1);
  static constexpr base::Duration kRulesPause = base::Seconds(1);
  static constexpr base::Duration kLongestRulesPause = base::Minutes(1);

  /// Never goes back, as a clock that is set may.
  base::UnixNanos now() const { return latest_ = std::max(latest_, options_.clock->now()); }
  /// So many seconds of people, as the session's time has them.
  base::Duration Patience(int64_t seconds) const {
    return base::Seconds(seconds * options_.desk.pace.speed);
  }
  bool interrupted() const { return cli_.interrupted != nullptr && cli_.interrupted->load(); }
  /// Runs the loop until `done`; kTimeout-like failure with `what` after `limit`.
  base::Status WaitFor(const bool& done, base::Duration limit, std::string_view what);
  base::Result<std::vector<engine::LiveSeries>> AskForPairs();
  base::Status OpenJournal();
  /// Where this machine's clock was set back behind the journal's end: until it is past it again.
  base::Status WaitForClock();
  base::Status Learn();
  base::Status Connect();
  base::Status AskForAccount();
  base::Result<uint64_t> LastTrade(core::InstrumentId instrument);
  void KeepSnapshot(uint64_t least);
  base::Status OpenSession(const engine::Registry& registry);
  void AskForRules();
  void OnRules(const std::vector<execution::ListedInstrument>& listed);
  void TellOfStops(const core::Symbol& pair, const execution::StopRules& stops);
  base::Status Trade();
  base::Status StopTrading();
  base::Status EndOrders();
  void Push(const TakenBar& taken);
  void Drain();
  base::Status Settle() {
    Drain();
    return failure_;
  }
  void SetTimer();
  void ShowStatus();

  Session& cli_;
  net::Loop& loop_;
  execution::VenueConnector& venue_;
  TradeOptions options_;
  OperatorDesk desk_;
  std::unique_ptr<storage::JournalFolder> folder_;
  std::optional<storage::Journal> journal_;
  bool is_new_ = false;
  core::Universe universe_;  // of the connector: the session's numbers
  std::vector<core::Symbol> symbols_;
  core::Timeframe timeframe_;
  std::vector<engine::LiveSeries> series_;
  std::vector<engine::BarRecord> past_;
  std::unique_ptr<engine::LiveSession> session_;
  execution::ConnectorStatus status_;
  std::deque<execution::VenueEvent> early_events_;  // before there is a session
  std::deque<TakenBar> early_bars_;
  std::optional<execution::Answer> answer_;  // to a question of the driver itself
  net::Timer timer_, status_timer_;
  base::Status failure_;
  bool asking_rules_ = false;
  bool is_ending_ = false;  ///< orders are taken back because the program ends
  base::UnixNanos rules_told_, rules_asked_;
  base::Duration rules_pause_ = kRulesPause;  // between two questions for them
  std::vector<bool> halted_;                  // by instrument: not traded at the venue now
  mutable base::UnixNanos latest_;
  bool trading_ = false;  // before, what is heard waits
  bool in_step_ = false;
};

}  // namespace keel::cli
