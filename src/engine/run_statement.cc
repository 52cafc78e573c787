// SPDX-License-Identifier: MIT
#include "engine/run_statement.h"

#include <fmt/format.h>

namespace keel::engine {
namespace {

std::string PercentOf(double fraction) { return fmt::format("{:g} %", fraction * 100); }

/// "a, b, c"
void AddTo(std::string& list, const std::string& item) {
  list += (list.empty() ? "" : ", ") + item;
}

/// How several strategies share the account.
void StateShares(const BacktestSettings& settings, RunRecord& record) {
  if (record.strategies.size() < 2) return;
  const AllocationSettings& allocation = settings.allocation;
  if (allocation.method != "fixed") {
    record.assumptions.push_back(fmt::format(
        "shares of equity by {}: decided every {} days from at most {} closed days, never from "
        "fewer than {}; a share moves only beyond {} of itself and where that is worth its cost",
        allocation.method, allocation.rebalance_days, allocation.lookback_days,
        allocation.least_days, PercentOf(allocation.band)));
  }
  if (allocation.netting) {
    record.assumptions.push_back(
        "opposite targets of two strategies that are decided in one instant cross inside the "
        "account at the last price, without fee, spread or venue");
  }
}

void StateColdStorage(RunRecord& record) {
  std::string list;
  for (const core::Money& money : record.cold_storage) {
    AddTo(list,
          fmt::format("{} {}", money.amount.ToString(), record.universe.code(money.currency)));
  }
  if (list.empty()) return;
  record.assumptions.push_back(
      fmt::format("held off the exchange: {}: counted in equity and exposure, never traded", list));
}

}  // namespace

void StateAssumptions(const BacktestSettings& settings, const VenuePlan& venue, RunRecord& record) {
  const sim::VenueSettings& sim = settings.sim;
  auto& say = record.assumptions;
  say.push_back(
      "a bar is seen at its close; an order meets the market after its latency, never before "
      "the next event");
  const std::string& out = venue.options.latency.description();
  const std::string& back = venue.options.response.description();
  say.push_back(out == back ? out + " each way" : "orders: " + out + "; answers: " + back);
  say.push_back(
      fmt::format("price path inside a bar: {}{}", sim.fill.path,
                  sim.fill.path == "pessimistic"
                      ? " (a stop before a target; a limit fills only when traded through)"
                      : ""));
  say.push_back(fmt::format("fees {} bps maker, {} bps taker{}; spread {} bps",
                            sim.fees.tiers[0].maker_bps, sim.fees.tiers[0].taker_bps,
                            sim.fees.tiers.size() > 1 ? " at the lowest of several tiers" : "",
                            sim.impact.spread_bps));
  say.push_back(
      "impact: permanent k s sqrt(p) and temporary 2 k s sqrt(p) on every taking fill; the "
      "permanent part worsens later fills and halves every day");
  say.push_back(fmt::format("fills of one bar take at most {} of its volume",
                            PercentOf(sim.fill.max_bar_share)));
  say.push_back(fmt::format("a delisted pair is sold at its last price less {}",
                            PercentOf(sim.fill.delisting_haircut)));
}

void StateSharing(const BacktestSettings& settings, RunRecord& record) {
  auto& say = record.assumptions;
  StateShares(settings, record);
  StateColdStorage(record);
  if (settings.risk.market_slippage) {
    say.push_back(
        fmt::format("market entries are cancelled rather than filled more than {} beyond the "
                    "last price; exits always fill",
                    PercentOf(*settings.risk.market_slippage)));
  }
}

void StateWarnings(const BacktestSettings& settings, RunRecord& record) {
  std::string gaps, closes, volumes, lots;
  for (const SeriesRecord& s : record.series) {
    const core::Instrument& instrument = record.universe.at(s.instrument);
    const std::string pair = instrument.symbol.ToString();
    if (s.gaps > 0) AddTo(gaps, fmt::format("{} {}", pair, s.gaps));
    if (s.close_only) AddTo(closes, pair);
    if (s.close_only) AddTo(lots, fmt::format("{} {}", pair, instrument.lot.ToString()));
    if (s.declared_adv) AddTo(volumes, fmt::format("{} {:.0f}", pair, *s.declared_adv));
    if (s.delisted_at) {
      record.warnings.push_back(
          fmt::format("{}: delisted at {}", pair, base::FormatMinute(*s.delisted_at)));
    }
    if (s.detail_timeframe != settings.timeframe) {
      record.assumptions.push_back(
          fmt::format("{}: fills simulated on {}", pair, s.detail_timeframe));
    }
  }
  const auto warn = [&](std::string_view what, const std::string& pairs) {
    if (!pairs.empty()) record.warnings.push_back(fmt::format("{}: {}", what, pairs));
  };
  warn("bars missing inside the range, nothing was filled in", gaps);
  warn("closes only, so intrabar moves are unknown and stops trigger at closes", closes);
  warn("average daily volume declared in base units, not measured", volumes);
  warn("lot assumed from the first price, as closes do not tell it", lots);
}

}  // namespace keel::engine
