// SPDX-License-Identifier: MIT
#include "research/report/integrity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "research/report/format.h"

namespace keel::research {
namespace {

// Fewer trades than these say little about a strategy: the error of a mean of n trades falls as
// 1 / sqrt(n), and 30 is where a normal error bar begins to hold.
constexpr size_t kFewTrades = 100;
constexpr size_t kTooFewTrades = 30;
constexpr double kManyGaps = 0.01;
constexpr double kYear = 365.0;

std::string WithCommas(auto count) { return Grouped(static_cast<double>(count), 0); }

/// Exits at one time from one pair are one decision, however many portions they close.
size_t CountExits(const engine::RunRecord& run) {
  std::set<std::tuple<core::StrategyId, core::InstrumentId, base::UnixNanos>> exits;
  for (const engine::TradeRecord& t : run.trades) {
    exits.insert({t.strategy, t.instrument, t.exit_time});
  }
  return exits.size();
}

IntegrityCheck TradesCheck(const MeasuredRun& measured) {
  const size_t portions = measured.run().trades.size();
  const size_t exits = CountExits(measured.run());
  const std::string count =
      portions == exits ? WithCommas(portions) + " trades"
                        : WithCommas(portions) + " trades by " + WithCommas(exits) + " exits";
  if (exits >= kFewTrades) return {"number of trades", Belief::kSound, count + "."};
  if (exits >= kTooFewTrades) {
    return {"number of trades", Belief::kCaution,
            count + " are few: averages over them are uncertain."};
  }
  return {"number of trades", Belief::kDoubt, count + " are too few to tell skill from luck."};
}

IntegrityCheck SharpeCheck(const MeasuredRun& measured) {
  const auto sharpe = measured.Of("sharpe");
  const auto error = measured.Of("sharpe_standard_error");
  if (!sharpe || !error || *error <= 0) {
    return {"Sharpe ratio", Belief::kDoubt, "The returns are too few or do not vary: no ratio."};
  }
  const double t = *sharpe / *error;
  const std::string numbers =
      fmt::format("Sharpe {:.2f} with a standard error of {:.2f} (t = {:.2f})", *sharpe, *error, t);
  if (t >= 2)
    return {"Sharpe ratio", Belief::kSound,
            numbers + ": above zero at the 5% level, if nothing else was tried."};
  if (t <= -2) return {"Sharpe ratio", Belief::kSound, numbers + ": below zero at the 5% level."};
  return {"Sharpe ratio", Belief::kCaution, numbers + ": not told apart from zero."};
}

IntegrityCheck LengthCheck(const MeasuredRun& measured) {
  const double days = measured.strategy().days;
  const std::string span = Span(std::max(days, 0.0) * 86400);
  if (days >= 2 * kYear) return {"length", Belief::kSound, fmt::format("{} of data.", span)};
  const Belief belief = days >= kYear / 2 ? Belief::kCaution : Belief::kDoubt;
  return {"length", belief, fmt::format("{} of data: few market regimes are in it.", span)};
}

IntegrityCheck GapsCheck(const engine::RunRecord& run) {
  int64_t gaps = 0;
  int64_t bars = 0;
  for (const engine::SeriesRecord& series : run.series) {
    gaps += series.gaps;
    bars += series.bars;
  }
  if (gaps == 0) return {"data gaps", Belief::kSound, "No bar is missing inside the range."};
  const double share =
      static_cast<double>(gaps) / static_cast<double>(std::max<int64_t>(gaps + bars, 1));
  return {"data gaps", share > kManyGaps ? Belief::kDoubt : Belief::kCaution,
          fmt::format("{} of {} bars are missing ({}).", WithCommas(gaps), WithCommas(gaps + bars),
                      Percent(share, 3))};
}

IntegrityCheck CostsCheck(const MeasuredRun& measured) {
  const engine::CostRecord& costs = measured.run().costs;
  if (costs.turnover <= 0) return {"costs", Belief::kSound, "Nothing was traded."};
  // The price may have moved in the account's favour while orders were on their way.
  if (costs.fees <= 0 || costs.spread + costs.impact <= 0) {
    return {"costs", Belief::kDoubt,
            costs.fees <= 0 ? "No fees were charged." : "No slippage was charged."};
  }
  return {"costs", Belief::kSound,
          fmt::format("Fees {} and slippage {} are included: {:.1f} bps of turnover.",
                      measured.Money(costs.fees), measured.Money(costs.slippage()),
                      (costs.fees + costs.slippage()) / costs.turnover * 1e4)};
}

IntegrityCheck RefusalsCheck(const engine::RunRecord& run) {
  int64_t refused = 0;
  int64_t shrunk = 0;
  for (const auto& [rule, count] : run.refusals_by_rule) refused += count;
  for (const auto& [rule, count] : run.shrinks_by_rule) shrunk += count;
  if (refused + shrunk == 0) {
    return {"risk gate", Belief::kSound,
            fmt::format("Profile {}: nothing was refused.", run.risk_profile)};
  }
  const bool many = static_cast<size_t>(refused) > run.orders.size();
  return {"risk gate", many ? Belief::kCaution : Belief::kSound,
          fmt::format("Profile {}: {} refusals and {} reductions shaped the result{}.",
                      run.risk_profile, WithCommas(refused), WithCommas(shrunk),
                      many ? ", more than orders sent" : "")};
}

void AddCensoring(const engine::RunRecord& run, std::vector<IntegrityCheck>& checks) {
  const auto halts = std::count_if(
      run.state_changes.begin(), run.state_changes.end(),
      [](const core::TradingStateChanged& c) { return c.to == core::TradingState::kHalted; });
  if (halts > 0) {
    checks.push_back({"breakers", Belief::kCaution,
                      fmt::format("The drawdown breaker halted trading {} time{}.", halts,
                                  halts == 1 ? "" : "s")});
  }
  if (run.interrupted) {
    checks.push_back({"completeness", Belief::kDoubt, "The run was stopped before its end."});
  }
  const auto open = std::count_if(run.trades.begin(), run.trades.end(),
                                  [](const engine::TradeRecord& t) { return t.open_at_end; });
  if (open > 0) {
    checks.push_back({"open positions", Belief::kSound,
                      fmt::format("{} trade{} still open at the end, closed at the mark.", open,
                                  open == 1 ? " was" : "s were")});
  }
}

/// "BTC/USDT, ETH/USDT and 8 more"
std::string FirstOf(const std::vector<std::string>& pairs) {
  if (pairs.size() == 1) return pairs[0] + " has";
  if (pairs.size() == 2) return pairs[0] + " and " + pairs[1] + " have";
  return fmt::format("{}, {} and {} more have", pairs[0], pairs[1], pairs.size() - 2);
}

void AddSeriesDoubts(const engine::RunRecord& run, std::vector<IntegrityCheck>& checks) {
  std::vector<std::string> close_only, declared;
  for (const engine::SeriesRecord& series : run.series) {
    const std::string pair = run.universe.at(series.instrument).symbol.ToString();
    if (series.close_only) close_only.push_back(pair);
    if (series.declared_adv) declared.push_back(pair);
    const core::Instrument& instrument = run.universe.at(series.instrument);
    if (run.universe.code(instrument.quote) != run.account_currency) {
      checks.push_back({"currency", Belief::kCaution,
                        fmt::format("Trades of {} are counted in {}, not in {}.", pair,
                                    run.universe.code(instrument.quote), run.account_currency)});
    }
  }
  if (!close_only.empty()) {
    checks.push_back({"close-only data", Belief::kCaution,
                      FirstOf(close_only) + " closes only: stops inside a bar cannot be seen."});
  }
  if (!declared.empty()) {
    checks.push_back({"declared volume", Belief::kCaution,
                      FirstOf(declared) + " no volume: impact and limits use declared ones."});
  }
}

std::string VerdictOf(const Integrity& integrity, bool synthetic) {
  if (synthetic) return "The data are SYNTHETIC: this shows how Keel works, not what a market did.";
  switch (integrity.worst) {
    case Belief::kSound:
      return "Nothing found that speaks against these numbers.";
    case Belief::kCaution:
      return "Believable as one in-sample history; the points below limit what it says.";
    case Belief::kDoubt:
      break;
  }
  return "Not to be relied on, for the reasons below.";
}

}  // namespace

std::string_view BeliefName(Belief belief) {
  switch (belief) {
    case Belief::kSound:
      return "sound";
    case Belief::kCaution:
      return "caution";
    case Belief::kDoubt:
      return "doubt";
  }
  return "";
}

bool IsSynthetic(const engine::RunRecord& run) {
  return std::any_of(run.series.begin(), run.series.end(),
                     [](const engine::SeriesRecord& s) { return s.synthetic; });
}

Integrity JudgeIntegrity(const MeasuredRun& measured) {
  const engine::RunRecord& run = measured.run();
  Integrity integrity;
  std::vector<IntegrityCheck>& checks = integrity.checks;
  if (IsSynthetic(run)) {
    checks.push_back({"SYNTHETIC", Belief::kDoubt, "The prices were generated by a program."});
  }
  checks.push_back(TradesCheck(measured));
  checks.push_back(SharpeCheck(measured));
  checks.push_back(
      {"out of sample", Belief::kCaution,
       "One in-sample run: by itself it cannot show that the parameters were chosen beforehand; "
       "the four checks can."});
  checks.push_back(LengthCheck(measured));
  checks.push_back(GapsCheck(run));
  checks.push_back(CostsCheck(measured));
  checks.push_back(RefusalsCheck(run));
  AddCensoring(run, checks);
  AddSeriesDoubts(run, checks);
  checks.push_back(
      {"look-ahead", Belief::kSound,
       "By construction a bar is seen at its close and an order acts later; the look-ahead check "
       "tells of what a strategy computes itself."});
  std::stable_sort(checks.begin(), checks.end(), [](const auto& a, const auto& b) {
    return static_cast<int>(a.belief) > static_cast<int>(b.belief);
  });
  integrity.worst = checks.front().belief;
  integrity.verdict = VerdictOf(integrity, IsSynthetic(run));
  return integrity;
}

}  // namespace keel::research
