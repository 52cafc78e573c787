// SPDX-License-Identifier: MIT
// A connector whose market is real and whose account is on paper: market data comes from the
// connector behind it, which has no keys; every request is answered by a sim::PaperVenue. Here are
// its clock, its timers and its disk; what an order does is decided there.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cli/paper_journal.h"
#include "execution/venue_connector.h"
#include "net/loop.h"
#include "sim/paper_venue.h"
#include "sim/settings.h"

namespace keel::cli {

struct PaperSettings {
  std::map<std::string, std::string> deposits;  ///< of a new account: coin, exact decimal
  sim::VenueSettings sim;                       ///< latency of both ways, fees
  std::string queue_model;                      ///< a name of sim::models::QueueModels()
  uint64_t seed = 1;
  base::Duration receive_window = base::Seconds(5);  ///< see sim::PaperVenueOptions
  std::string folder;                                ///< of the account's journal
};

class PaperConnector final : public execution::VenueConnector, execution::ConnectorListener {
 public:
  /// kUsage for settings that mean nothing, kNotFound for a model that is none.
  static base::Result<std::unique_ptr<PaperConnector>> Open(
      net::Loop& loop, const base::Clock& clock, std::unique_ptr<execution::VenueConnector> market,
      PaperSettings settings);

  void FetchInstruments(const std::vector<core::Symbol>& symbols, OnInstruments done) override;
  /// The account's journal is opened here: kUsage, kCorrupt, kRefused, kIo.
  base::Status Start(execution::ConnectorPlan plan,
                     execution::ConnectorListener& listener) override;
  void Stop() override;
  void Send(const execution::Request& request) override;
  void FetchBars(const execution::BarsQuery& query, OnPage page, OnDone done) override {
    market_->FetchBars(query, std::move(page), std::move(done));
  }
  void FetchBalances(OnBalances done) override;

 private:
  struct Models {
    std::unique_ptr<sim::models::QueueModel> queue;
    std::unique_ptr<sim::models::OrderLatency> latency;
  };

  PaperConnector(net::Loop& loop, const base::Clock& clock,
                 std::unique_ptr<execution::VenueConnector> market, PaperSettings settings)
      : loop_(loop), clock_(clock), market_(std::move(market)), settings_(std::move(settings)) {}

  void FollowRules();
  void OnVenueEvent(const execution::VenueEvent&) override {}  // it has no account
  void OnBarClosed(core::InstrumentId instrument, core::Timeframe timeframe,
                   const core::Bar& bar) override;
  void OnTrade(core::InstrumentId instrument, const core::TradeTick& trade) override;
  void OnBook(const execution::BookNews& news) override;
  void OnBestPrices(const execution::BestPrices& prices) override;
  void OnStatus(const execution::ConnectorStatus& status) override;
  void OnNote(std::string_view note) override { listener_->OnNote(note); }

  base::Result<std::unique_ptr<sim::PaperVenue>> MakeVenue(const execution::ConnectorPlan& plan);
  base::Status OpenJournal();
  base::UnixNanos VenueNow() const { return clock_.now() + status_.clock_offset; }
  void TellStatus();
  void TellUp();
  /// Facts to the disk, then what follows from them to the listener.
  void Pump();
  bool Keep();
  void SetTimer();

  net::Loop& loop_;
  const base::Clock& clock_;
  std::unique_ptr<execution::VenueConnector> market_;
  PaperSettings settings_;
  Models models_;
  std::vector<execution::ListedInstrument> listed_;
  execution::ConnectorListener* listener_ = nullptr;
  std::vector<execution::Subscription> wanted_;  // by the listener
  std::unique_ptr<sim::PaperVenue> venue_;
  std::unique_ptr<PaperJournal> journal_;
  std::vector<bool> live_;  // books, by instrument
  execution::ConnectorStatus status_;
  bool up_ = false;      // as the listener was told
  bool failed_ = false;  // the disk takes nothing any more
  bool stopped_ = false;
  bool pumping_ = false;
  net::Timer timer_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);  // for what is posted
};

}  // namespace keel::cli
