// SPDX-License-Identifier: MIT
#include "models/risk_of_ruin.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/os/threads.h"
#include "base/random.h"
#include "math/stationary_bootstrap.h"

namespace keel::models {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();  // inside this file only

tl::unexpected<base::Error> Bad(const std::string& what) {
  return base::Fail(base::ErrorCode::kUsage, "risk of ruin: " + what);
}

base::Status Check(std::span<const double> returns, std::span<const double> capitals,
                   const RuinSettings& s) {
  if (returns.size() < 2) {
    return Bad(fmt::format("{} returns; at least 2 are needed", returns.size()));
  }
  for (size_t i = 0; i < returns.size(); ++i) {
    if (!(std::isfinite(returns[i]) && returns[i] >= -1)) {
      return Bad(
          fmt::format("return {} is {}; a finite fraction, at least -1, is needed", i, returns[i]));
    }
  }
  if (s.horizon == 0 || s.paths == 0) {
    return Bad(
        fmt::format("{} paths over {} periods; at least 1 of each is needed", s.paths, s.horizon));
  }
  if (!(std::isfinite(s.mean_block) && s.mean_block >= 1)) {
    return Bad(fmt::format("the mean block is {} periods; at least 1 is needed", s.mean_block));
  }
  if (!(std::isfinite(s.fixed_cost) && s.fixed_cost >= 0) ||
      !(std::isfinite(s.minimum_capital) && s.minimum_capital >= 0) ||
      !(s.ruin_share >= 0 && s.ruin_share < 1)) {
    return Bad(
        fmt::format("fixed cost {}, minimum capital {}, ruin share {}; at least 0, at least "
                    "0, and a share in [0, 1) are needed",
                    s.fixed_cost, s.minimum_capital, s.ruin_share));
  }
  if (capitals.empty()) return Bad("no starting capital is given");
  for (const double capital : capitals) {
    if (!(std::isfinite(capital) && capital > s.minimum_capital)) {
      return Bad(fmt::format("the starting capital {} is not above the minimum capital {}", capital,
                             s.minimum_capital));
    }
  }
  return {};
}

/// One account on one path: its capital, and the deepest fall so far.
class Account {
 public:
  Account(double capital, const RuinSettings& s)
      : cost_(s.fixed_cost),
        barrier_(std::max(s.minimum_capital, s.ruin_share * capital)),
        capital_(capital),
        peak_(capital) {}

  void Step(double period, double r) {
    if (ruined_) return;
    capital_ = std::max(0.0, capital_ * (1 + r) - cost_);
    ruined_ = capital_ <= barrier_;
    ruined_at_ = period;
    if (capital_ >= peak_) {
      if (in_deepest_) recovery_ = period - peak_at_;
      in_deepest_ = false;
      peak_ = capital_;
      peak_at_ = period;
      deepest_ = peak_ * (1 - depth_);
    } else if (capital_ < deepest_) {
      depth_ = 1 - capital_ / peak_;
      deepest_ = capital_;
      in_deepest_ = true;
      recovery_ = kNever;
    }
  }
  /// A period beyond the horizon. False once it is told whether the deepest fall was recovered.
  bool AwaitRecovery(double period, double r) {
    if (ruined_ || !in_deepest_) return false;
    awaiting_ = std::max(0.0, awaiting_ * (1 + r) - cost_);
    if (awaiting_ <= barrier_) return false;
    if (awaiting_ < peak_) return true;
    recovery_ = period - peak_at_;
    return false;
  }
  void EndHorizon() { awaiting_ = capital_; }

  bool ruined() const { return ruined_; }
  /// The last period that it lived through.
  double ruined_at() const { return ruined_at_; }
  double capital() const { return capital_; }
  double depth() const { return depth_; }
  /// Periods under water in the deepest fall; kNever while it lasts.
  double recovery() const { return recovery_; }

 private:
  double cost_, barrier_, capital_, peak_;
  double peak_at_ = 0, ruined_at_ = 0;
  double depth_ = 0;
  double deepest_ = peak_;  // below it the fall is the deepest so far
  double awaiting_ = 0;     // capital beyond the horizon
  double recovery_ = 0;     // a path that never fell
  bool in_deepest_ = false;
  bool ruined_ = false;
};

/// What each path left of one account.
struct Outcomes {
  std::vector<double> depths, recoveries, finals, ended;
  std::vector<char> survived;

  explicit Outcomes(size_t paths)
      : depths(paths), recoveries(paths), finals(paths), ended(paths), survived(paths) {}
  void Put(size_t path, const Account& account) {
    depths[path] = account.depth();
    recoveries[path] = account.recovery();
    finals[path] = account.capital();
    ended[path] = account.ruined_at();
    survived[path] = account.ruined() ? 0 : 1;
  }
};

/// The returns of one path, drawn in blocks, as many as are asked for.
class PathReturns {
 public:
  PathReturns(std::span<const double> returns, const RuinSettings& s, uint64_t path,
              std::vector<double>* drawn)
      : returns_(returns),
        random_(s.seed, "models.risk_of_ruin", path),
        places_(returns.size(), s.mean_block, random_),
        drawn_(*drawn) {
    drawn_.clear();
  }
  double At(size_t period) {
    while (drawn_.size() <= period) drawn_.push_back(returns_[places_.Next()]);
    return drawn_[period];
  }

 private:
  std::span<const double> returns_;
  base::RandomStream random_;
  math::StationaryBootstrap places_;
  std::vector<double>& drawn_;
};

/// Smallest value with at least the share q of ascending `sorted` at or below it.
double Quantile(const std::vector<double>& sorted, double q) {
  const double rank = std::ceil(q * static_cast<double>(sorted.size()) - 1e-9);
  return sorted[static_cast<size_t>(std::max(rank, 1.0)) - 1];
}

RuinResult Summarise(double capital, Outcomes* o) {
  std::sort(o->depths.begin(), o->depths.end());
  std::sort(o->recoveries.begin(), o->recoveries.end());
  std::sort(o->finals.begin(), o->finals.end());
  const double paths = static_cast<double>(o->depths.size());
  RuinResult result{.starting_capital = capital};
  result.survival =
      static_cast<double>(std::count(o->survived.begin(), o->survived.end(), 1)) / paths;
  result.survival_error = std::sqrt(result.survival * (1 - result.survival) / paths);
  result.median_final = Quantile(o->finals, 0.5);
  for (size_t i = 0; i < kDrawdownPercentiles.size(); ++i) {
    const double q = kDrawdownPercentiles[i];
    const double recovery = Quantile(o->recoveries, q);
    result.drawdowns[i] = {.percentile = q, .depth = Quantile(o->depths, q)};
    if (recovery != kNever) result.drawdowns[i].recovery_periods = recovery;
  }
  result.depths = std::move(o->depths);
  for (size_t path = 0; path < o->ended.size(); ++path) {
    if (o->survived[path] == 0) result.ruin_times.push_back(o->ended[path]);
  }
  std::sort(result.ruin_times.begin(), result.ruin_times.end());
  return result;
}

/// Paths from `first` to before `last`.
struct PathRange {
  size_t first = 0;
  size_t last = 0;
};

/// Every account along these paths.
void RunPaths(std::span<const double> returns, std::span<const double> capitals,
              const RuinSettings& s, PathRange paths, std::vector<Outcomes>* outcomes) {
  std::vector<double> drawn;
  for (size_t path = paths.first; path < paths.last; ++path) {
    PathReturns path_returns(returns, s, path, &drawn);
    path_returns.At(s.horizon - 1);
    for (size_t i = 0; i < capitals.size(); ++i) {
      Account account(capitals[i], s);
      double period = 0;
      for (size_t t = 0; t < s.horizon; ++t) account.Step(++period, drawn[t]);
      account.EndHorizon();
      const size_t end = s.horizon + s.recovery_wait;
      for (size_t t = s.horizon; t < end; ++t) {
        if (!account.AwaitRecovery(++period, path_returns.At(t))) break;
      }
      (*outcomes)[i].Put(path, account);
    }
  }
}

}  // namespace

base::Result<std::vector<RuinResult>> RiskOfRuin(std::span<const double> returns,
                                                 std::span<const double> starting_capitals,
                                                 const RuinSettings& settings) {
  TRY(Check(returns, starting_capitals, settings));
  std::vector<Outcomes> outcomes(starting_capitals.size(), Outcomes(settings.paths));
  constexpr size_t kBlock = 64;   // paths that a thread takes at once
  constexpr size_t kBlocks = 16;  // between two words on the progress
  for (size_t first = 0; first < settings.paths; first += kBlock * kBlocks) {
    base::os::ParallelFor(kBlocks, settings.jobs, [&](int64_t block) {
      const size_t from = std::min(settings.paths, first + static_cast<size_t>(block) * kBlock);
      const size_t to = std::min(settings.paths, from + kBlock);
      RunPaths(returns, starting_capitals, settings, {from, to}, &outcomes);
    });
    const size_t done = std::min(settings.paths, first + kBlock * kBlocks);
    if (settings.progress && !settings.progress(done)) {
      return base::Fail(base::ErrorCode::kInterrupted,
                        fmt::format("risk of ruin: stopped after {} paths, nothing kept", done));
    }
  }
  for (const Outcomes& o : outcomes) {
    if (std::all_of(o.finals.begin(), o.finals.end(), [](double x) { return std::isfinite(x); })) {
      continue;
    }
    return Bad("a path grows beyond any number; check that returns are fractions, not percents");
  }
  std::vector<RuinResult> results;
  for (size_t i = 0; i < starting_capitals.size(); ++i) {
    results.push_back(Summarise(starting_capitals[i], &outcomes[i]));
  }
  return results;
}

}  // namespace keel::models
