// SPDX-License-Identifier: MIT
#include "research/alpha/information.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "math/newey_west.h"
#include "metrics/paired.h"

namespace keel::research {
namespace {

/// Signals and returns that belong together.
struct SignalsAndReturns {
  std::vector<double> signals, returns;
  std::vector<size_t> rows;  ///< in which the returns end

  void Clear() { signals.clear(), returns.clear(), rows.clear(); }
  void Add(const AlphaPanel& panel, ReturnWindow window, size_t row, size_t pair) {
    const auto& signal = panel.signals[panel.Cell(row, pair)];
    if (!signal) return;
    const auto ahead = panel.Return(row + window.from, row + window.to, pair);
    if (!ahead) return;
    signals.push_back(*signal);
    returns.push_back(*ahead);
    rows.push_back(row + window.to);
  }
};

/// A correlation with the influence of each observation on it, which have a mean of 0.
struct CorrelationTerms {
  double value = 0;
  std::vector<double> influence;
};

double MeanSquare(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v * v;
  return sum / static_cast<double>(values.size());
}

std::vector<double> AroundMean(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  const double mean = sum / static_cast<double>(values.size());
  std::vector<double> centred;
  for (const double v : values) centred.push_back(v - mean);
  return centred;
}

/// Whether values differ by more than the rounding of their size.
bool Varies(const std::vector<double>& values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return *high - *low > 1e-14 * std::max(std::fabs(*low), std::fabs(*high));
}

std::optional<CorrelationTerms> PearsonTerms(const SignalsAndReturns& both) {
  if (!Varies(both.signals) || !Varies(both.returns)) return std::nullopt;
  const std::vector<double> x = AroundMean(both.signals), y = AroundMean(both.returns);
  const double sx = std::sqrt(MeanSquare(x)), sy = std::sqrt(MeanSquare(y));
  if (!(sx > 0 && sy > 0)) return std::nullopt;
  CorrelationTerms terms;
  double sum = 0;
  for (size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  terms.value = std::clamp(sum / static_cast<double>(x.size()) / sx / sy, -1.0, 1.0);
  for (size_t i = 0; i < x.size(); ++i) {
    const double zx = x[i] / sx, zy = y[i] / sy;
    terms.influence.push_back(zx * zy - terms.value / 2 * (zx * zx + zy * zy));
  }
  return terms;
}

std::vector<size_t> OrderOfValues(const std::vector<double>& values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return values[a] < values[b]; });
  return order;
}

/// Calls visit(begin, end) for each run of equal values in their order.
template <typename Visit>
void EachTie(const std::vector<double>& values, const std::vector<size_t>& order, Visit visit) {
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    visit(begin, end);
    begin = end;
  }
}

/// For each i the mean of v_j over all j, those with x_j above x_i counting whole, those equal to
/// it half: what i adds to the others' ranks.
std::vector<double> MeanAbove(const std::vector<double>& x, const std::vector<size_t>& order,
                              const std::vector<double>& v) {
  std::vector<double> result(x.size());
  double above = std::accumulate(v.begin(), v.end(), 0.0);
  EachTie(x, order, [&](size_t begin, size_t end) {
    double equal = 0;
    for (size_t k = begin; k < end; ++k) equal += v[order[k]];
    above -= equal;
    for (size_t k = begin; k < end; ++k) {
      result[order[k]] = (above + equal / 2) / static_cast<double>(x.size());
    }
  });
  return result;
}

std::optional<CorrelationTerms> RankTerms(const SignalsAndReturns& both) {
  if (!Varies(both.signals) || !Varies(both.returns)) return std::nullopt;
  const std::vector<double> a = AroundMean(MidRanks(both.signals));
  const std::vector<double> b = AroundMean(MidRanks(both.returns));
  const double va = MeanSquare(a), vb = MeanSquare(b);
  const auto order_a = OrderOfValues(both.signals), order_b = OrderOfValues(both.returns);
  const auto b_above = MeanAbove(both.signals, order_a, b);
  const auto a_above = MeanAbove(both.returns, order_b, a);
  const auto own_a = MeanAbove(both.signals, order_a, a);
  const auto own_b = MeanAbove(both.returns, order_b, b);
  double covariance = 0;
  for (size_t i = 0; i < a.size(); ++i) covariance += a[i] * b[i] / static_cast<double>(a.size());
  CorrelationTerms terms;
  terms.value = std::clamp(covariance / std::sqrt(va * vb), -1.0, 1.0);
  for (size_t i = 0; i < a.size(); ++i) {
    const double of_covariance = a[i] * b[i] + b_above[i] + a_above[i] - 3 * covariance;
    const double of_a = a[i] * a[i] + 2 * own_a[i] - 3 * va;
    const double of_b = b[i] * b[i] + 2 * own_b[i] - 3 * vb;
    terms.influence.push_back(of_covariance / std::sqrt(va * vb) -
                              terms.value / 2 * (of_a / va + of_b / vb));
  }
  return terms;
}

using TermsOf = std::optional<CorrelationTerms> (*)(const SignalsAndReturns&);

std::optional<IcEstimate> OverTime(const AlphaPanel& panel, ReturnWindow window, TermsOf terms_of) {
  IcEstimate estimate;
  estimate.terms.resize(panel.rows());
  std::vector<bool> has(panel.rows());
  SignalsAndReturns both;
  for (size_t pair = 0; pair < panel.pairs.size(); ++pair) {
    both.Clear();
    for (size_t row = 0; row + window.to < panel.rows(); ++row) both.Add(panel, window, row, pair);
    if (both.rows.size() < kLeastObservations) continue;
    const auto terms = terms_of(both);
    if (!terms) continue;
    estimate.observations += both.rows.size();
    estimate.value += terms->value * static_cast<double>(both.rows.size());
    for (size_t i = 0; i < both.rows.size(); ++i) {
      estimate.terms[both.rows[i]] += terms->influence[i];
      has[both.rows[i]] = true;
    }
  }
  if (estimate.observations == 0) return std::nullopt;
  estimate.times = static_cast<size_t>(std::count(has.begin(), has.end(), true));
  estimate.value /= static_cast<double>(estimate.observations);
  for (double& term : estimate.terms) term /= static_cast<double>(estimate.observations);
  return estimate;
}

std::optional<IcEstimate> OverSections(const AlphaPanel& panel, ReturnWindow window,
                                       TermsOf terms_of) {
  IcEstimate estimate;
  estimate.terms.resize(panel.rows());
  std::vector<std::pair<size_t, double>> rows;
  SignalsAndReturns both;
  for (size_t row = 0; row + window.to < panel.rows(); ++row) {
    both.Clear();
    for (size_t pair = 0; pair < panel.pairs.size(); ++pair) both.Add(panel, window, row, pair);
    if (both.rows.size() < kLeastSection) continue;
    const auto terms = terms_of(both);
    if (!terms) continue;
    rows.emplace_back(row + window.to, terms->value);
    estimate.observations += both.rows.size();
    estimate.value += terms->value;
  }
  if (rows.size() < kLeastObservations) return std::nullopt;
  estimate.times = rows.size();
  const auto count = static_cast<double>(rows.size());
  estimate.value /= count;
  for (const auto& [row, value] : rows) estimate.terms[row] = (value - estimate.value) / count;
  return estimate;
}

}  // namespace

double IcEstimate::Error(size_t lag) const { return std::sqrt(math::NeweyWestSum(terms, lag)); }

std::vector<double> MidRanks(const std::vector<double>& values) {
  std::vector<double> ranks(values.size());
  const std::vector<size_t> order = OrderOfValues(values);
  EachTie(values, order, [&](size_t begin, size_t end) {
    for (size_t k = begin; k < end; ++k) {
      ranks[order[k]] = static_cast<double>(begin + end) / 2 / static_cast<double>(values.size());
    }
  });
  return ranks;
}

std::optional<IcEstimate> PearsonIc(const AlphaPanel& panel, ReturnWindow window, IcKind kind) {
  return kind == IcKind::kTime ? OverTime(panel, window, PearsonTerms)
                               : OverSections(panel, window, PearsonTerms);
}

std::optional<IcEstimate> RankIc(const AlphaPanel& panel, ReturnWindow window, IcKind kind) {
  return kind == IcKind::kTime ? OverTime(panel, window, RankTerms)
                               : OverSections(panel, window, RankTerms);
}

std::optional<double> SignalAutocorrelation(const AlphaPanel& panel, size_t lag) {
  double sum = 0;
  size_t count = 0;
  for (size_t pair = 0; pair < panel.pairs.size(); ++pair) {
    std::vector<double> now, before;
    for (size_t row = lag; row < panel.rows(); ++row) {
      const auto& late = panel.signals[panel.Cell(row, pair)];
      const auto& early = panel.signals[panel.Cell(row - lag, pair)];
      if (!late || !early) continue;
      now.push_back(*late);
      before.push_back(*early);
    }
    if (now.size() < kLeastObservations) continue;
    const auto correlation = metrics::PairedMomentsOf(now, before).correlation();
    if (!correlation) continue;
    sum += *correlation * static_cast<double>(now.size());
    count += now.size();
  }
  if (count == 0) return std::nullopt;
  return sum / static_cast<double>(count);
}

size_t SignalMemory(const AlphaPanel& panel, size_t most) {
  // Twice as far each time, then between the last two: the autocorrelation falls.
  const auto forgotten = [&](size_t lag) {
    return SignalAutocorrelation(panel, lag).value_or(0) < 0.25;
  };
  size_t known = 0, gone = 1;
  while (gone < most && !forgotten(gone)) known = gone, gone *= 2;
  gone = std::min(gone, most);
  while (gone > known + 1) {
    const size_t middle = (known + gone) / 2;
    (forgotten(middle) ? gone : known) = middle;
  }
  return gone;
}

size_t LagFor(size_t times, size_t horizon) {
  return std::max(math::NeweyWestLag(times), 2 * (std::max<size_t>(horizon, 1) - 1));
}

}  // namespace keel::research
