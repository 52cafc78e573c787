// SPDX-License-Identifier: MIT
#include "models/correlation/breakdown.h"

#include <fmt/format.h>

#include <cmath>

#include "base/random.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;

double Distance(const SymmetricMatrix& a, const SymmetricMatrix& b) {
  double sum = 0;
  for (size_t i = 0; i < a.cells.size(); ++i) {
    sum += (a.cells[i] - b.cells[i]) * (a.cells[i] - b.cells[i]);
  }
  return std::sqrt(sum);
}

base::Result<SymmetricMatrix> SampleCorrelation(const ReturnTable& returns) {
  TRY(const SymmetricMatrix covariance, SampleCovariance(returns));
  return CorrelationOf(covariance);
}

/// `count` rows of `from`, in blocks that start anywhere.
std::vector<double> Resample(const ReturnTable& from, size_t count, size_t block,
                             base::RandomStream& random) {
  std::vector<double> rows;
  rows.reserve(count * from.assets);
  while (rows.size() < count * from.assets) {
    const size_t start = random.NextBelow(from.rows() - block + 1);
    const size_t left = count - rows.size() / from.assets;
    const auto part = from.Slice(start, std::min(block, left)).values;
    rows.insert(rows.end(), part.begin(), part.end());
  }
  return rows;
}

void FindLargestChange(Breakdown& result) {
  for (size_t i = 0; i < result.recent.size; ++i) {
    for (size_t j = i + 1; j < result.recent.size; ++j) {
      const double change = result.recent.at(i, j) - result.long_run.at(i, j);
      if (std::abs(change) <= std::abs(result.change)) continue;
      result.change = change;
      result.first = i;
      result.second = j;
    }
  }
}

base::Status CheckOptions(const ReturnTable& returns, const BreakdownOptions& o) {
  if (returns.assets < 2) return Fail(ErrorCode::kUsage, "a correlation needs two assets");
  if (o.window < 10 || o.block < 1 || o.block > o.window || o.resamples < 19) {
    return Fail(ErrorCode::kUsage,
                "a breakdown test needs a window of at least 10 rows, blocks no longer than it and "
                "at least 19 resamples");
  }
  return CheckReturns(returns, 2 * o.window);
}

}  // namespace

base::Result<Breakdown> TestBreakdown(const ReturnTable& returns, const BreakdownOptions& options) {
  TRY(CheckOptions(returns, options));
  const size_t before = returns.rows() - options.window;
  Breakdown result;
  TRY(result.recent, SampleCorrelation(returns.Slice(before, options.window)));
  TRY(result.long_run, SampleCorrelation(returns.Slice(0, before)));
  result.distance = Distance(result.recent, result.long_run);
  FindLargestChange(result);
  int as_far = 0;
  int draws = 0;
  for (int draw = 0; draw < options.resamples; ++draw) {
    base::RandomStream random(options.seed, "models.breakdown", static_cast<uint64_t>(draw));
    const auto window = Resample(returns, options.window, options.block, random);
    const auto rest = Resample(returns, before, options.block, random);
    const auto recent = SampleCorrelation({window, returns.assets});
    const auto long_run = SampleCorrelation({rest, returns.assets});
    if (!recent || !long_run) continue;  // an asset stood still in all drawn blocks
    ++draws;
    as_far += Distance(*recent, *long_run) >= result.distance ? 1 : 0;
  }
  result.p_value = (1.0 + as_far) / (1.0 + draws);
  return result;
}

}  // namespace keel::models
