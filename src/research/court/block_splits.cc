// SPDX-License-Identifier: MIT
#include "research/court/block_splits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "metrics/moments.h"

namespace keel::research {
namespace {

/// Sums of returns and of their squares, of each trial: enough for a Sharpe ratio.
struct Sums {
  double days = 0;
  std::vector<double> returns;
  std::vector<double> squares;

  explicit Sums(size_t trials) : returns(trials), squares(trials) {}

  void SetToSum(const Sums& a, const Sums& b) {
    days = a.days + b.days;
    for (size_t i = 0; i < returns.size(); ++i) {
      returns[i] = a.returns[i] + b.returns[i];
      squares[i] = a.squares[i] + b.squares[i];
    }
  }
  double Ratio(size_t trial) const {
    const double mean = returns[trial] / days;
    const double variance = (squares[trial] - mean * returns[trial]) / (days - 1);
    return variance > metrics::kZeroDeviation * metrics::kZeroDeviation ? mean / std::sqrt(variance)
                                                                        : 0;
  }
};

/// Walks all ways to give half of the blocks to each side. Sums grow along the way, so that a split
/// costs a few additions a trial; each side is added up by itself, because a difference would leave
/// rounding noise where a trial does not move.
class SplitWalk {
 public:
  SplitWalk(std::vector<Sums> blocks, size_t trials)
      : blocks_(std::move(blocks)), trials_(trials), ratios_(trials) {
    for (auto& side : sides_) side.assign(blocks_.size() / 2 + 1, Sums(trials));
  }

  SplitTest Walk() {
    result_.blocks = blocks_.size();
    result_.trials = trials_;
    Give(0, {0, 0});
    return std::move(result_);
  }

 private:
  /// `has` are the numbers of blocks that the sides have of the first `block`.
  void Give(size_t block, std::array<size_t, 2> has) {
    if (block == blocks_.size()) {
      Judge();
      return;
    }
    for (size_t side = 0; side < 2; ++side) {
      if (has[side] == blocks_.size() / 2) continue;
      std::vector<Sums>& sums = sides_[side];
      sums[has[side] + 1].SetToSum(sums[has[side]], blocks_[block]);
      std::array<size_t, 2> next = has;
      ++next[side];
      Give(block + 1, next);
    }
  }

  void Judge() {
    const Sums& seen = sides_[0].back();
    const Sums& unseen = sides_[1].back();
    for (size_t i = 0; i < trials_; ++i) ratios_[i] = seen.Ratio(i);
    const auto chosen = static_cast<size_t>(std::ranges::max_element(ratios_) - ratios_.begin());
    const double ratio = unseen.Ratio(chosen);
    double rank = 0.5;  // equal ratios share theirs: the chosen one is equal to itself
    for (size_t i = 0; i < trials_; ++i) {
      const double other = unseen.Ratio(i);
      rank += other < ratio ? 1 : other == ratio ? 0.5 : 0;
    }
    result_.logits.push_back(std::log(rank / (static_cast<double>(trials_) + 1 - rank)));
    result_.seen.push_back(ratios_[chosen]);
    result_.unseen.push_back(ratio);
  }

  std::vector<Sums> blocks_;
  size_t trials_;
  std::array<std::vector<Sums>, 2> sides_;  ///< by the number of blocks that the side has
  std::vector<double> ratios_;
  SplitTest result_;
};

std::vector<Sums> SumsOfBlocks(const models::ReturnTable& daily, size_t blocks) {
  std::vector<Sums> sums(blocks, Sums(daily.assets));
  for (size_t day = 0; day < daily.rows(); ++day) {
    Sums& block = sums[day * blocks / daily.rows()];
    block.days += 1;
    for (size_t i = 0; i < daily.assets; ++i) {
      const double r = daily.at(day, i);
      block.returns[i] += r;
      block.squares[i] += r * r;
    }
  }
  return sums;
}

template <typename Is>
double Share(const std::vector<double>& values, const Is& is) {
  return static_cast<double>(std::ranges::count_if(values, is)) /
         static_cast<double>(values.size());
}

void FitDegradation(SplitTest& test) {
  const metrics::Moments seen = metrics::MomentsOf(test.seen);
  const metrics::Moments unseen = metrics::MomentsOf(test.unseen);
  double product = 0, square = 0;
  for (size_t i = 0; i < test.seen.size(); ++i) {
    const double x = test.seen[i] - *seen.mean;
    product += x * (test.unseen[i] - *unseen.mean);
    square += x * x;
  }
  if (!(square > 0)) return;
  test.slope = product / square;
  test.intercept = *unseen.mean - *test.slope * *seen.mean;
}

}  // namespace

base::Result<SplitTest> TestSplits(const models::ReturnTable& daily, size_t blocks) {
  if (blocks < 2 || blocks > kMostSplitBlocks || blocks % 2 != 0) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("{} blocks: cross-validation takes an even number from 2 to {}",
                                  blocks, kMostSplitBlocks));
  }
  if (daily.assets < 2 || daily.rows() < 2 * blocks) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("{} trials of {} days: cross-validation takes at least 2 trials "
                                  "and 2 days for each of {} blocks",
                                  daily.assets, daily.rows(), blocks));
  }
  SplitTest test = SplitWalk(SumsOfBlocks(daily, blocks), daily.assets).Walk();
  test.probability = Share(test.logits, [](double logit) { return logit <= 0; });
  test.loss_probability = Share(test.unseen, [](double ratio) { return ratio < 0; });
  FitDegradation(test);
  return test;
}

}  // namespace keel::research
