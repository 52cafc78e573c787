// SPDX-License-Identifier: MIT
#include "cli/control/connection_watch.h"

namespace keel::cli {
namespace {

constexpr base::Duration kClockDoubt = base::Seconds(1);

struct Rule {
  AlertKind kind;
  base::Duration patience;
  const char* bad;
  const char* good;
};
constexpr std::array<Rule, 4> kRules = {{
    {AlertKind::kFeed, base::Seconds(5), "market data are not connected",
     "market data are connected again"},
    // On top of what the connector waits before it calls a stream mute.
    {AlertKind::kFeed, base::Seconds(3), "market data are connected and mute",
     "market data flow again"},
    {AlertKind::kFeed, base::Seconds(20),
     "the account's stream is down: nothing is entered until it is back",
     "the account's stream is back"},
    {AlertKind::kClock, base::Seconds(10),
     "the venue's time is not known well enough: no order leaves until it is",
     "the venue's time is known again"},
}};

}  // namespace

std::vector<ConnectionWatch::Finding> ConnectionWatch::Look(
    const execution::ConnectorStatus& status, base::Duration now) {
  const std::array<bool, 4> bad = {!status.market_up, status.market_up && status.market_silent,
                                   !status.account_up,
                                   !status.clock_known || status.clock_uncertainty > kClockDoubt};
  std::vector<Finding> findings;
  for (size_t i = 0; i < kRules.size(); ++i) {
    Trouble& trouble = troubles_[i];
    if (!bad[i]) {
      if (trouble.told) findings.push_back({kRules[i].kind, kRules[i].good});
      trouble = {};
      continue;
    }
    if (!trouble.bad) trouble = {true, false, now};
    if (trouble.told || now - trouble.since < kRules[i].patience) continue;
    trouble.told = true;
    findings.push_back({kRules[i].kind, kRules[i].bad});
  }
  return findings;
}

}  // namespace keel::cli
