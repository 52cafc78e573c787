// SPDX-License-Identifier: MIT
#include "cli/control/connection_watch.h"

#include <fmt/format.h>

namespace keel::cli {
namespace {

constexpr base::Duration kClockDoubt = base::Seconds(1);

struct Rule {
  AlertKind kind;
  base::Duration patience;
  const char* bad;
  const char* good;
};
constexpr std::array<Rule, 5> kRules = {{
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
    {AlertKind::kReconciliation, base::Seconds(45),
     "the session has not been in step with the venue for 45 s, and nothing is entered until it is",
     "the session is in step with the venue again"},
}};
constexpr size_t kInStep = 4;

std::string WhyOutOfStep(const ConnectionWatch::Agreement& agreement) {
  const size_t unknown = agreement.unknown_orders;
  if (unknown == 0) return ": the venue does not tell of its orders and executions";
  return fmt::format(": what became of {} {} is not known", unknown,
                     unknown == 1 ? "order" : "orders");
}

}  // namespace

std::vector<ConnectionWatch::Finding> ConnectionWatch::Look(
    const execution::ConnectorStatus& status, const Agreement& agreement, base::Duration now) {
  const std::array<bool, 5> bad = {
      !status.market_up, status.market_up && status.market_silent, !status.account_up,
      !status.clock_known || status.clock_uncertainty > kClockDoubt, !agreement.knows_venue};
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
    if (i == kInStep) findings.back().text += WhyOutOfStep(agreement);
  }
  return findings;
}

}  // namespace keel::cli
