// SPDX-License-Identifier: MIT
#include "strategy/allocation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "base/text.h"
#include "models/allocation/hierarchical_risk_parity.h"
#include "models/allocation/mean_variance.h"
#include "models/allocation/minimum_cvar.h"
#include "models/allocation/risk_based.h"
#include "models/correlation/covariance.h"
#include "models/regimes/hmm_fit.h"

namespace keel::strategy {
namespace {

using Numbers = std::vector<double>;
using models::SymmetricMatrix;

constexpr std::array<const char*, 8> kMethodNames = {
    "fixed", "equal",         "inverse_volatility", "risk_parity",
    "hrp",   "mean_variance", "min_cvar",           "regime_aware"};
constexpr double kTailConfidence = 0.95;
constexpr double kSmallestPart = 1e-6;     // of what is shared; less is nothing
constexpr double kLeastDaysOfRegime = 10;  // of one regime, before it has a covariance of its own

double Sum(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// The sleeves that did something, side by side: columns that never move have no risk to tell.
struct Measured {
  std::vector<size_t> sleeves;
  Numbers values;
  double room = 0;  ///< sum of the shares that they have to share
  Numbers budgets;  ///< their configured shares
  Numbers current;

  size_t count() const { return sleeves.size(); }
  models::ReturnTable returns() const { return {values, sleeves.size()}; }
  Numbers Pick(std::span<const double> all) const {
    Numbers picked;
    for (const size_t i : sleeves) picked.push_back(all[i]);
    return picked;
  }
};

bool Moves(const models::ReturnTable& returns, size_t sleeve) {
  for (size_t row = 1; row < returns.rows(); ++row) {
    if (returns.at(row, sleeve) != returns.at(0, sleeve)) return true;
  }
  return false;
}

Measured MeasureSleeves(const AllocationTask& task) {
  Measured m;
  m.room = Sum(task.configured);
  for (size_t i = 0; i < task.configured.size(); ++i) {
    if (Moves(task.returns, i)) {
      m.sleeves.push_back(i);
    } else {
      m.room -= task.configured[i];
    }
  }
  for (size_t row = 0; row < task.returns.rows(); ++row) {
    for (const size_t i : m.sleeves) m.values.push_back(task.returns.at(row, i));
  }
  m.budgets = m.Pick(task.configured);
  m.current = m.Pick(task.current);
  return m;
}

models::CovarianceTable TableOf(const SymmetricMatrix& covariance) {
  return {covariance.cells, covariance.size};
}

double VarianceOf(const SymmetricMatrix& covariance, std::span<const double> shares) {
  double variance = 0;
  for (size_t i = 0; i < covariance.size; ++i) {
    for (size_t j = 0; j < covariance.size; ++j) {
      variance += shares[i] * covariance.at(i, j) * shares[j];
    }
  }
  return variance;
}

/// m_i^2 / (m_i^2 + s_i^2 / n) of every sample mean: what is as likely noise is mostly dropped.
Numbers ShrunkMeans(const Measured& m, const SymmetricMatrix& covariance) {
  Numbers means(m.count(), 0.0);
  const auto n = static_cast<double>(m.returns().rows());
  for (size_t row = 0; row < m.returns().rows(); ++row) {
    for (size_t i = 0; i < m.count(); ++i) means[i] += m.returns().at(row, i) / n;
  }
  for (size_t i = 0; i < m.count(); ++i) {
    const double square = means[i] * means[i];
    means[i] *= square / (square + covariance.at(i, i) / n);
  }
  return means;
}

/// Covariance of the days in one regime, each counted by the probability that it was one of its
/// days, shrunk as far as that of all days.
SymmetricMatrix CovarianceOfRegime(const models::ReturnTable& returns,
                                   std::span<const double> states, size_t count, size_t regime,
                                   double intensity) {
  const size_t n = returns.assets;
  double weight = 0;
  Numbers mean(n, 0.0);
  for (size_t t = 0; t < returns.rows(); ++t) {
    const double p = states[t * count + regime];
    weight += p;
    for (size_t i = 0; i < n; ++i) mean[i] += p * returns.at(t, i);
  }
  for (double& m : mean) m /= weight;
  SymmetricMatrix covariance(n);
  for (size_t t = 0; t < returns.rows(); ++t) {
    const double p = states[t * count + regime] / weight;
    for (size_t i = 0; i < n; ++i) {
      for (size_t j = 0; j < n; ++j) {
        covariance.at(i, j) += p * (returns.at(t, i) - mean[i]) * (returns.at(t, j) - mean[j]);
      }
    }
  }
  double level = 0;
  for (size_t i = 0; i < n; ++i) level += covariance.at(i, i) / static_cast<double>(n);
  for (double& cell : covariance.cells) cell *= 1 - intensity;
  for (size_t i = 0; i < n; ++i) covariance.at(i, i) += intensity * level;
  return covariance;
}

/// The covariances of the regimes, mixed by their probabilities for tomorrow. The filter knows the
/// days up to now and no later one.
base::Result<SymmetricMatrix> MixedCovariance(const AllocationTask& task, const Measured& m,
                                              const models::Shrunk& all) {
  const size_t count = task.regimes->states;
  TRY(const Numbers states, models::FilterStates(*task.regimes, task.market));
  TRY(models::HmmFilter filter, models::HmmFilter::Make(*task.regimes));
  for (const double r : task.market) filter.Update(std::span(&r, 1));
  const Numbers tomorrow = filter.Predict();
  SymmetricMatrix mixed(m.count());
  for (size_t k = 0; k < count; ++k) {
    double days = 0;
    for (size_t t = 0; t < task.market.size(); ++t) days += states[t * count + k];
    const SymmetricMatrix own =
        days < kLeastDaysOfRegime
            ? all.covariance
            : CovarianceOfRegime(m.returns(), states, count, k, all.intensity);
    for (size_t cell = 0; cell < mixed.cells.size(); ++cell) {
      mixed.cells[cell] += tomorrow[k] * own.cells[cell];
    }
  }
  return mixed;
}

/// What a method believes of the sleeves, and by what it tells better shares from worse.
struct Opinion {
  SymmetricMatrix covariance;
  Numbers means;   ///< mean-variance only
  Numbers shares;  ///< wanted, of the measured sleeves
};

models::WeightLimits LimitsOf(const AllocationTask& task, const Measured& m) {
  const double widest =
      std::max(task.share_max * Sum(task.configured), m.room / static_cast<double>(m.count()));
  models::WeightLimits limits;
  limits.upper.assign(m.count(), std::min(widest, m.room));
  limits.least_invested = limits.most_invested = m.room;
  return limits;
}

base::Result<Numbers> OptimalShares(const AllocationTask& task, const Measured& m,
                                    const Opinion& opinion) {
  const models::WeightLimits limits = LimitsOf(task, m);
  if (task.method == AllocationMethod::kMinCvar) {
    TRY(auto best,
        models::MinimumCvarWeights({{m.values, m.count()}, kTailConfidence, {}, limits}));
    return std::move(best.weights);
  }
  models::MeanVarianceProblem problem;
  problem.covariance = TableOf(opinion.covariance);
  problem.returns = opinion.means;
  problem.risk_aversion = task.risk_aversion;
  problem.turnover_cost = task.cost_rate / task.days;
  problem.current = m.current;
  problem.limits = limits;
  TRY(auto best, models::MeanVarianceWeights(problem));
  return std::move(best.weights);
}

/// Weights of the methods that share risk; they sum to 1.
base::Result<Numbers> RiskWeights(const AllocationTask& task, const Measured& m,
                                  const Opinion& opinion) {
  const models::CovarianceTable covariance = TableOf(opinion.covariance);
  if (task.method == AllocationMethod::kInverseVolatility) {
    return models::InverseVolatilityWeights(covariance);
  }
  if (task.method == AllocationMethod::kHrp) {
    TRY(auto parity, models::HierarchicalRiskParityWeights(covariance));
    return std::move(parity.weights);
  }
  return models::RiskParityWeights(covariance, m.budgets);
}

bool SharesRisk(AllocationMethod method) {
  return method != AllocationMethod::kMinCvar && method != AllocationMethod::kMeanVariance;
}

base::Result<Opinion> Form(const AllocationTask& task, const Measured& m) {
  Opinion opinion;
  TRY(models::Shrunk all, models::LedoitWolfCovariance(m.returns()));
  if (task.method == AllocationMethod::kRegimeAware) {
    TRY(opinion.covariance, MixedCovariance(task, m, all));
  } else {
    opinion.covariance = std::move(all.covariance);
  }
  if (task.method == AllocationMethod::kMeanVariance) {
    opinion.means = ShrunkMeans(m, opinion.covariance);
  }
  if (m.count() == 1) {
    opinion.shares = {m.room};
  } else if (SharesRisk(task.method)) {
    TRY(opinion.shares, RiskWeights(task, m, opinion));
    for (double& share : opinion.shares) share *= m.room;
  } else {
    TRY(opinion.shares, OptimalShares(task, m, opinion));
    // An optimiser ends near a bound, not on it.
    for (double& share : opinion.shares) share = share < kSmallestPart * m.room ? 0 : share;
  }
  // What rounding made of the sum is not handed out.
  const double scale = m.room / Sum(opinion.shares);
  for (double& share : opinion.shares) share *= scale;
  return opinion;
}

/// Half the sum of |share of risk - wanted share of risk|: the part of the risk in wrong hands.
base::Result<double> MisplacedRisk(const Opinion& opinion, std::span<const double> shares) {
  if (Sum(shares) <= 0) return 1.0;
  TRY(const Numbers has, models::RiskShares(TableOf(opinion.covariance), shares));
  TRY(const Numbers wants, models::RiskShares(TableOf(opinion.covariance), opinion.shares));
  double misplaced = 0;
  for (size_t i = 0; i < has.size(); ++i) misplaced += 0.5 * std::abs(has[i] - wants[i]);
  return misplaced;
}

/// Against the shares in force, brought to the same sum: that more or less is left for the measured
/// sleeves is no merit of theirs.
base::Result<double> GainOf(const AllocationTask& task, const Measured& m, const Opinion& opinion,
                            std::span<const double> to) {
  Numbers from = m.current;
  const double sum = Sum(from);
  for (double& share : from) share *= sum > 0 ? Sum(to) / sum : 0;
  if (task.method == AllocationMethod::kMinCvar) {
    const models::ScenarioTable days{m.values, m.count()};
    TRY(const auto before, models::ShortfallOfWeights(days, kTailConfidence, from));
    TRY(const auto after, models::ShortfallOfWeights(days, kTailConfidence, to));
    return before.expected_shortfall - after.expected_shortfall;
  }
  if (task.method == AllocationMethod::kMeanVariance) {
    const auto utility = [&](std::span<const double> shares) {
      const double mean =
          std::inner_product(shares.begin(), shares.end(), opinion.means.begin(), 0.0);
      return mean - task.risk_aversion / 2 * VarianceOf(opinion.covariance, shares);
    };
    return task.days * (utility(to) - utility(from));
  }
  TRY(const double before, MisplacedRisk(opinion, from));
  TRY(const double after, MisplacedRisk(opinion, to));
  const double variance =
      std::max(VarianceOf(opinion.covariance, from), VarianceOf(opinion.covariance, to));
  return (before - after) * std::sqrt(variance);
}

double CostOf(const AllocationTask& task, std::span<const double> to) {
  double traded = 0;
  for (size_t i = 0; i < to.size(); ++i) {
    traded += std::abs(to[i] - task.current[i]) * task.invested[i];
  }
  return traded * task.cost_rate;
}

AllocationDecision Keep(const AllocationTask& task, AllocationWhy why) {
  AllocationDecision decision;
  decision.shares.assign(task.current.begin(), task.current.end());
  decision.why = why;
  return decision;
}

AllocationDecision Configured(const AllocationTask& task, AllocationWhy why) {
  AllocationDecision decision;
  decision.shares.assign(task.configured.begin(), task.configured.end());
  decision.why = why;
  return decision;
}

bool IsOff(double current, double wanted, double band) {
  return std::abs(wanted - current) > band * current;
}

bool Same(std::span<const double> a, std::span<const double> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

base::Result<AllocationDecision> DecideByDays(const AllocationTask& task) {
  const Measured m = MeasureSleeves(task);
  if (m.sleeves.empty()) return Configured(task, AllocationWhy::kTooLittle);
  TRY(const Opinion opinion, Form(task, m));
  Numbers wanted(task.configured.begin(), task.configured.end());
  for (size_t i = 0; i < m.count(); ++i) wanted[m.sleeves[i]] = opinion.shares[i];
  Numbers shares = ApplyBand(task.current, wanted, task.band);

  AllocationDecision decision = Keep(task, AllocationWhy::kBand);
  for (size_t i = 0, next = 0; i < wanted.size(); ++i) {
    const bool measured = next < m.count() && m.sleeves[next] == i;
    measured ? static_cast<void>(++next) : decision.unmeasured.push_back(i);
  }
  if (Same(shares, task.current)) return decision;
  TRY(decision.gain, GainOf(task, m, opinion, m.Pick(shares)));
  decision.cost = CostOf(task, shares);
  // That a sleeve without days has its configured share is a rule, not a bet that must pay.
  const bool by_rule = std::any_of(decision.unmeasured.begin(), decision.unmeasured.end(),
                                   [&](size_t i) { return shares[i] != task.current[i]; });
  const bool pays = by_rule || *decision.gain > decision.cost;
  decision.why = pays ? AllocationWhy::kDue : AllocationWhy::kCost;
  if (decision.why == AllocationWhy::kDue) decision.shares = std::move(shares);
  return decision;
}

}  // namespace

std::vector<std::string> AllocationMethodNames() {
  return {kMethodNames.begin(), kMethodNames.end()};
}

const char* ToString(AllocationMethod method) { return kMethodNames[static_cast<size_t>(method)]; }

base::Result<AllocationMethod> ParseAllocationMethod(std::string_view name) {
  for (size_t i = 0; i < kMethodNames.size(); ++i) {
    if (name == kMethodNames[i]) return static_cast<AllocationMethod>(i);
  }
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("allocation.method: there is no method \"{}\"{}", name,
                                base::DidYouMean(std::string(name), AllocationMethodNames())));
}

const char* ToString(AllocationWhy why) {
  switch (why) {
    case AllocationWhy::kStart:
      return "start";
    case AllocationWhy::kDue:
      return "due";
    case AllocationWhy::kBand:
      return "band";
    case AllocationWhy::kCost:
      return "cost";
    case AllocationWhy::kTooLittle:
      return "too little history";
    case AllocationWhy::kNoEstimate:
      return "no estimate";
  }
  return "";
}

std::vector<double> ApplyBand(std::span<const double> current, std::span<const double> wanted,
                              double band) {
  const Numbers all(wanted.begin(), wanted.end());
  std::vector<bool> moves(current.size());
  double kept = 0;
  double moved = 0;
  for (size_t i = 0; i < current.size(); ++i) {
    moves[i] = IsOff(current[i], wanted[i], band);
    (moves[i] ? moved : kept) += moves[i] ? wanted[i] : current[i];
  }
  Numbers shares(current.begin(), current.end());
  if (std::find(moves.begin(), moves.end(), true) == moves.end()) return shares;
  const double room = Sum(current) - kept;
  if (moved <= 0 || room <= 0) return all;
  for (size_t i = 0; i < current.size(); ++i) {
    if (!moves[i]) continue;
    shares[i] = wanted[i] * room / moved;
    if (IsOff(wanted[i], shares[i], band)) return all;
  }
  return shares;
}

base::Result<models::GaussianHmm> FitMarketRegimes(std::span<const double> market, uint64_t seed) {
  if (market.size() < kLeastRegimeDays) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("regimes need {} closed days of the market, not {}",
                                  kLeastRegimeDays, market.size()));
  }
  models::HmmFitOptions options;
  options.seed = seed;
  TRY(auto fit, models::FitHmmByBic(market, 1, 2, 3, options));
  return std::move(fit.model);
}

base::Result<AllocationDecision> DecideShares(const AllocationTask& task) {
  const size_t count = task.configured.size();
  CHECK(
      task.current.size() == count && task.invested.size() == count && task.returns.assets == count,
      "an allocation knows every sleeve");
  if (task.method == AllocationMethod::kFixed) return Configured(task, AllocationWhy::kStart);
  if (task.method == AllocationMethod::kEqual) {
    AllocationDecision decision = Keep(task, AllocationWhy::kDue);
    const Numbers equal(count, Sum(task.configured) / static_cast<double>(count));
    decision.shares = ApplyBand(task.current, equal, task.band);
    decision.cost = CostOf(task, decision.shares);
    if (Same(decision.shares, task.current)) decision.why = AllocationWhy::kBand;
    return decision;
  }
  if (task.method == AllocationMethod::kRegimeAware && task.regimes == nullptr) {
    return Configured(task, AllocationWhy::kTooLittle);
  }
  return DecideByDays(task);
}

}  // namespace keel::strategy
