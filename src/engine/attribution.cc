// SPDX-License-Identifier: MIT
#include "engine/attribution.h"

#include <algorithm>
#include <cmath>

namespace keel::engine {
namespace {

using core::Decimal;
using core::Rounding;

struct Moments {
  double mean = 0;
  double deviation = 0;  // of a sample
};

Moments MomentsOf(const std::vector<SleeveDay>& days, size_t sleeve) {
  Moments m;
  const auto n = static_cast<double>(days.size());
  for (const SleeveDay& day : days) m.mean += day.returns[sleeve] / n;
  double squares = 0;
  for (const SleeveDay& day : days) squares += std::pow(day.returns[sleeve] - m.mean, 2);
  m.deviation = days.size() > 1 ? std::sqrt(squares / (n - 1)) : 0;
  return m;
}

void MeasureDays(const std::vector<SleeveDay>& days, size_t sleeve, SleeveRecord& record) {
  double high = 0;
  for (const SleeveDay& day : days) {
    high = std::max(high, day.profit[sleeve]);
    record.max_drawdown = std::max(record.max_drawdown, high - day.profit[sleeve]);
    record.mean_share += day.share[sleeve];
  }
  if (!days.empty()) record.mean_share /= static_cast<double>(days.size());
  const Moments m = MomentsOf(days, sleeve);
  if (m.deviation > 0) record.sharpe = m.mean / m.deviation * std::sqrt(365.0);
}

/// What the strategy holds at the end, less what it paid, at the last rates.
Decimal UnrealisedOf(const Account& account, const SleeveFlows& flows, core::StrategyId id) {
  Decimal sum;
  for (const core::Instrument& pair : account.ledger.universe().instruments()) {
    const portfolio::Position& position = account.ledger.position(id, pair.id);
    if (!position.is_open()) continue;
    sum += core::Mul(position.quantity().value(), flows.RateOf(pair.base), Rounding::kHalfEven) -
           core::Mul(position.cost(), flows.RateOf(pair.quote), Rounding::kHalfEven);
  }
  return sum;
}

std::vector<std::optional<double>> Correlations(const std::vector<SleeveDay>& days, size_t count) {
  std::vector<Moments> moments;
  for (size_t s = 0; s < count; ++s) moments.push_back(MomentsOf(days, s));
  std::vector<std::optional<double>> cells(count * count);
  for (size_t i = 0; i < count; ++i) {
    for (size_t j = 0; j < count; ++j) {
      if (moments[i].deviation <= 0 || moments[j].deviation <= 0) continue;
      double product = 0;
      for (const SleeveDay& day : days) {
        product += (day.returns[i] - moments[i].mean) * (day.returns[j] - moments[j].mean);
      }
      const double scale =
          moments[i].deviation * moments[j].deviation * static_cast<double>(days.size() - 1);
      cells[i * count + j] = i == j ? 1.0 : std::clamp(product / scale, -1.0, 1.0);
    }
  }
  return cells;
}

}  // namespace

void Attribute(const Account& account, const SleeveFlows& flows, RunRecord& record) {
  const size_t count = record.strategies.size();
  record.sleeves.resize(count);
  const std::vector<Decimal> values = flows.Values();
  const std::vector<Decimal> fees = flows.Fees();
  Attribution& sum = record.attribution;
  sum.total = record.final_equity - record.starting_equity;
  sum.cash = values[0] - record.starting_equity;
  sum.residual = sum.total - sum.cash;
  for (size_t s = 0; s < count; ++s) {
    SleeveRecord& sleeve = record.sleeves[s];
    const core::StrategyId id{static_cast<uint16_t>(s)};
    sleeve.profit = values[1 + s];
    sleeve.fees = fees[s];
    sleeve.unrealised = UnrealisedOf(account, flows, id);
    sleeve.realised = sleeve.profit + sleeve.fees - sleeve.unrealised;
    sleeve.trades = std::count_if(record.trades.begin(), record.trades.end(), [&](const auto& t) {
      return t.strategy == id && !t.open_at_end;
    });
    MeasureDays(record.sleeve_days, s, sleeve);
    sum.residual -= sleeve.profit;
  }
  sum.correlations = Correlations(record.sleeve_days, count);
}

}  // namespace keel::engine
