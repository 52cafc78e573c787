// SPDX-License-Identifier: MIT
// Cancels every open order of one session at its venue, over a connection of its own, and looks
// until none is left. Orders of other sessions and of people are not touched.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/instrument.h"
#include "execution/venue_connector.h"
#include "net/loop.h"

namespace keel::cli {

struct SweepPlan {
  std::vector<core::Symbol> pairs;
  std::string prefix;                        ///< of the session's client order ids; not empty
  base::Duration limit = base::Seconds(20);  ///< for all of it
};

class VenueSweep final : public execution::ConnectorListener {
 public:
  /// How many orders it found open, all of which have ended; or why that is not certain.
  using OnDone = std::function<void(base::Result<size_t>)>;

  /// Begins at once and calls `done` once, from the loop. Destroying it before ends it without.
  VenueSweep(net::Loop& loop, std::unique_ptr<execution::VenueConnector> venue, SweepPlan plan,
             OnDone done);
  ~VenueSweep() override;

  void OnVenueEvent(const execution::VenueEvent& event) override;

 private:
  void Start();
  void AskForOrders();
  void OnOpenOrders(const std::vector<execution::VenueOrder>& open);
  void Again(const std::string& why);
  void End(base::Result<size_t> outcome);

  net::Loop& loop_;
  std::unique_ptr<execution::VenueConnector> venue_;
  SweepPlan plan_;
  OnDone done_;
  core::Universe currencies_;
  uint64_t last_request_ = 0;
  uint64_t question_ = 0;                    // after open orders; 0: none is asked
  std::map<uint64_t, std::string> cancels_;  // by request, without an answer yet
  std::set<std::string> found_;              // client order ids
  int rounds_ = 0;                           // of cancels
  std::string last_trouble_ = "it did not answer";
  bool ended_ = false;
  net::Timer limit_, again_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace keel::cli
