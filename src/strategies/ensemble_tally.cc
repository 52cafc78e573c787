// SPDX-License-Identifier: MIT
#include "strategies/ensemble_tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace keel::strategies {
namespace {

using strategy::Category;
using strategy::ReportTable;

std::string PairOf(const strategy::Context& market, size_t instrument) {
  return market.instrument(market.instruments()[instrument]).symbol.ToString();
}

std::string Percent(double fraction) { return fmt::format("{:.1f} %", 100 * fraction); }

/// "calm", "normal", "wild" of three; "1 of 4", ... of other numbers.
std::string RegimeName(size_t regime, size_t regimes) {
  constexpr std::array<const char*, 3> kNames = {"calm", "normal", "wild"};
  return regimes == 3 ? kNames[regime] : fmt::format("{} of {}", regime + 1, regimes);
}

}  // namespace

void EnsembleTally::Start(size_t instruments, size_t regimes) {
  counts_.resize(instruments);
  for (Counts& counts : counts_) counts.regime_weight.assign(regimes, 0.0);
}

void EnsembleTally::Add(size_t instrument, const strategy::DecisionInputs& inputs,
                        const strategy::DecisionOutcome& outcome) {
  Counts& counts = counts_[instrument];
  ++counts.decisions;
  ++counts.actions[static_cast<size_t>(outcome.action)];
  counts.convictions += outcome.conviction;
  for (size_t k = 0; k < inputs.regime.probabilities.size(); ++k) {
    counts.regime_weight[k] += inputs.regime.probabilities[k];
  }
  if (!outcome.forecast) return;
  ++counts.forecasts;
  for (const strategy::GateStep& gate : outcome.gates) {
    if (gate.passed) continue;
    ++counts.stopped_by[gate.name];
    return;
  }
}

void EnsembleTally::Fail(size_t instrument, const std::string& why) {
  ++counts_[instrument].decisions;
  ++counts_[instrument].failures;
  last_failure_ = why;
}

ReportTable EnsembleTally::DecisionTable(const strategy::Context& market) const {
  ReportTable table{"Decisions",
                    {"pair", "forecasts", "enter", "increase", "reduce", "exit", "too weak",
                     "too unlikely", "too costly", "conviction"},
                    {},
                    "Each bar decides. Too weak, unlikely or costly: the first condition that "
                    "failed, where nothing was done. The conviction is its mean over all bars."};
  for (size_t i = 0; i < counts_.size(); ++i) {
    const Counts& c = counts_[i];
    const auto stopped = [&](std::string_view what) {
      int64_t sum = 0;
      for (const auto& [name, count] : c.stopped_by) sum += name.starts_with(what) ? count : 0;
      return std::to_string(sum);
    };
    const double n = std::max<double>(1, static_cast<double>(c.decisions));
    const double mean = c.convictions / n;
    table.rows.push_back({PairOf(market, i), std::to_string(c.forecasts),
                          std::to_string(c.actions[1]), std::to_string(c.actions[2]),
                          std::to_string(c.actions[3]), std::to_string(c.actions[4]),
                          stopped("conviction"), stopped("probability"), stopped("return"),
                          fmt::format("{:+.3f}", mean)});
  }
  return table;
}

ReportTable EnsembleTally::RegimeTable(const strategy::Context& market,
                                       const SignalDesk& desk) const {
  ReportTable table{"Regimes",
                    {"pair"},
                    {},
                    "Share of the time by filtered probability, what they are now, and how often "
                    "models were fitted."};
  const size_t regimes = counts_.empty() ? 0 : counts_[0].regime_weight.size();
  for (size_t k = 0; k < regimes; ++k) table.columns.push_back(RegimeName(k, regimes));
  for (const char* column : {"now", "fits", "failed fits"}) table.columns.emplace_back(column);
  for (size_t i = 0; i < counts_.size(); ++i) {
    const Counts& c = counts_[i];
    double sum = 0;
    for (const double weight : c.regime_weight) sum += weight;
    std::vector<std::string> row = {PairOf(market, i)};
    for (const double weight : c.regime_weight) {
      row.push_back(sum > 0 ? Percent(weight / sum) : "-");
    }
    const std::vector<double>& now = desk.regimes(i).probabilities;
    const auto top = std::max_element(now.begin(), now.end());
    row.push_back(now.empty()
                      ? "no fit yet"
                      : fmt::format("{} {}",
                                    RegimeName(static_cast<size_t>(top - now.begin()), regimes),
                                    Percent(*top)));
    const models::RollingModel* model = desk.model(i);
    row.push_back(model != nullptr ? std::to_string(model->fits()) : "0");
    row.push_back(model != nullptr ? std::to_string(model->failed_fits()) : "0");
    table.rows.push_back(std::move(row));
  }
  return table;
}

ReportTable EnsembleTally::RotationTable(const strategy::RegimeRotation& rotation,
                                         const EnsembleSettings& settings) const {
  ReportTable table{"Weights by regime", {"category", "weight"}, {}, ""};
  const size_t regimes = settings.rotation.regimes;
  for (size_t k = 0; k < regimes; ++k) {
    table.columns.push_back("x in " + RegimeName(k, regimes));
  }
  for (const Category c : {Category::kTechnical, Category::kMomentum, Category::kCorrelation}) {
    const auto index = static_cast<size_t>(c);
    std::vector<std::string> row = {std::string(ToString(c)),
                                    Percent(settings.policy.weights[index])};
    for (size_t k = 0; k < regimes; ++k) {
      row.push_back(fmt::format("{:.2f}", rotation.Multiplier(k, index)));
    }
    table.rows.push_back(std::move(row));
  }
  table.note = "categories without a source: sentiment, machine learning (25 % of the conviction)";
  return table;
}

std::vector<ReportTable> EnsembleTally::Tables(const strategy::Context& market,
                                               const SignalDesk& desk,
                                               const strategy::RegimeRotation& rotation,
                                               const EnsembleSettings& settings) const {
  std::vector<ReportTable> tables = {DecisionTable(market), RegimeTable(market, desk),
                                     RotationTable(rotation, settings)};
  int64_t failures = 0;
  for (const Counts& counts : counts_) failures += counts.failures;
  if (failures > 0) {
    tables.push_back({"Forecasts that failed", {"count", "the last one"}, {}, ""});
    tables.back().rows.push_back({std::to_string(failures), last_failure_});
  }
  return tables;
}

}  // namespace keel::strategies
