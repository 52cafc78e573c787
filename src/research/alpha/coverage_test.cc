// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include "research/alpha/decay.h"
#include "research/alpha/testing/known_alpha.h"
namespace keel::research {
namespace {
TEST(Explore, Coverage) {
  struct Case {
    size_t rows, pairs;
    double hl, ic, common;
    IcKind kind;
  };
  const Case cases[] = {
      {4000, 1, 8, 0.1, 0, IcKind::kTime},       {8000, 1, 16, 0.08, 0, IcKind::kTime},
      {4000, 1, 3, 0.08, 0, IcKind::kTime},      {4000, 5, 8, 0.06, 0.6, IcKind::kTime},
      {4000, 5, 8, 0.06, 0.6, IcKind::kSection}, {4000, 1, 8, 0.3, 0, IcKind::kTime}};
  const int runs = std::getenv("RUNS") ? std::atoi(std::getenv("RUNS")) : 100;
  for (const Case& c : cases) {
    if (&c != cases && &c != cases + 1 && &c != cases + 5) continue;
    int covered = 0, fitted = 0, open = 0, below = 0, above = 0;
    double logs = 0, icsum = 0, se = 0, sq = 0;
    for (int s = 1; s <= runs; ++s) {
      const auto panel = testing::MadeUpPanel({.rows = c.rows,
                                               .pairs = c.pairs,
                                               .half_life = c.hl,
                                               .ic = c.ic,
                                               .common = c.common,
                                               .seed = (uint64_t)s});
      const auto d = MeasureDecay(panel, c.kind,
                                  {.lags = 64, .resamples = 399, .seed = (uint64_t)s, .jobs = 2});
      icsum += d->points[0].ic;
      sq += d->points[0].ic * d->points[0].ic;
      se += d->points[0].error;
      if (!d->half_life) continue;
      ++fitted;
      open += !d->half_life->high;
      const bool lo = d->half_life->low > c.hl, hi = d->half_life->high.value_or(1e9) < c.hl;
      below += lo;
      above += hi;
      covered += !lo && !hi;
      logs += std::log(d->half_life->bars / c.hl);
    }
    std::printf(
        "hl %g ic %g pairs %zu kind %d: fitted %d of %d covered %.3f (low>truth %d, high<truth %d) "
        "open %d bias log %.3f; ic0 %.4f sd %.4f se %.4f\n",
        c.hl, c.ic, c.pairs, (int)c.kind, fitted, runs, covered / (double)fitted, below, above,
        open, logs / fitted, icsum / runs, std::sqrt(sq / runs - icsum / runs * icsum / runs),
        se / runs);
  }
}
}  // namespace
}  // namespace keel::research
