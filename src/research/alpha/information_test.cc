// SPDX-License-Identifier: MIT
#include "research/alpha/information.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "research/alpha/testing/known_alpha.h"

namespace keel::research {
namespace {

using testing::KnownAlpha;
using testing::MadeUpPanel;

// Normal numbers of numpy's default_rng(5), the signals rounded to one decimal so that some are
// equal.
const std::vector<double> kSignals = {-0.8, -1.3, -0.2, 0.4,  1.1,  0.1,  -0.6, -0.8, 0.7,  1.6,
                                      0.3,  -1.2, -1.0, 1.6,  0.2,  -1.7, -0.1, -1.2, -0.6, -0.5,
                                      -0.7, 0.6,  -0.1, -0.6, 0.4,  0.8,  -1.6, -0.3, -1.0, -0.2,
                                      -1.3, 0.0,  0.0,  -0.3, -1.0, -0.4, -1.1, -1.4, 0.2,  -1.1};
const std::vector<double> kReturns = {
    0.77,  0.07,  -2.1, 0.47,  -0.55, 0.08,  -0.26, -2.39, 0.12,  0.54,  1.11, -1.78, 0.24,  -0.3,
    -0.23, -1.69, 1.4,  -0.03, 2.13,  0.39,  0.49,  1.14,  -0.66, -0.37, 1.55, 0.0,   -0.61, -0.17,
    0.11,  -0.46, -0.8, 0.24,  0.1,   -1.01, 0.4,   -1.5,  -1.75, -1.98, 1.07, -0.91};

/// One pair whose returns in percent follow the signals.
AlphaPanel PanelOf(const std::vector<double>& signals, const std::vector<double>& percents) {
  AlphaPanel panel = MadeUpPanel({.rows = signals.size() + 1});
  double price = 100;
  for (size_t t = 0; t <= signals.size(); ++t) {
    panel.closes[t] = price;
    panel.signals[t].reset();
    if (t == signals.size()) break;
    panel.signals[t] = signals[t];
    price *= 1 + percents[t] / 100;
  }
  return panel;
}

/// How estimates of many worlds scatter, and what they say of it themselves.
struct Scatter {
  double mean = 0, deviation = 0, error = 0;
};
template <typename Estimate>
Scatter ScatterOf(KnownAlpha known, size_t worlds, Estimate estimate, size_t horizon) {
  double sum = 0, squares = 0, errors = 0;
  for (size_t seed = 1; seed <= worlds; ++seed) {
    known.seed = seed;
    const auto ic = estimate(MadeUpPanel(known));
    EXPECT_TRUE(ic);
    sum += ic->value;
    squares += ic->value * ic->value;
    errors += ic->Error(LagFor(ic->times, horizon));
  }
  const auto n = static_cast<double>(worlds);
  return {sum / n, std::sqrt(squares / n - sum * sum / n / n), errors / n};
}

TEST(InformationCoefficient, IsScipysCorrelation) {
  // scipy 1.x: pearsonr(x, y) and spearmanr(x, y), which shares ranks among equal values.
  const AlphaPanel panel = PanelOf(kSignals, kReturns);
  EXPECT_NEAR(PearsonIc(panel, {0, 1}, IcKind::kTime)->value, 0.3763529698927571, 1e-12);
  EXPECT_NEAR(RankIc(panel, {0, 1}, IcKind::kTime)->value, 0.4250236259424711, 1e-12);
}

TEST(InformationCoefficient, ErrorsAreThoseOfManyWorlds) {
  const KnownAlpha known{.rows = 1500, .half_life = 4, .ic = 0.1};
  const Scatter one = ScatterOf(
      known, 200,
      [](const AlphaPanel& p) {
        return PearsonIc(p, {0, 1}, IcKind::kTime);
      },
      1);
  EXPECT_NEAR(one.mean, 0.1, 0.006);
  EXPECT_NEAR(one.error / one.deviation, 1, 0.12);
  const Scatter far = ScatterOf(
      known, 200,
      [](const AlphaPanel& p) {
        return PearsonIc(p, {0, 8}, IcKind::kTime);
      },
      8);
  EXPECT_NEAR(far.error / far.deviation, 1, 0.15);
  EXPECT_GT(far.error, 1.3 * one.error) << "windows that overlap are not as many";
}

TEST(InformationCoefficient, ErrorsOfRanksAreThoseOfManyWorlds) {
  const KnownAlpha known{.rows = 600, .half_life = 1, .ic = 0.5};
  const Scatter ranks = ScatterOf(
      known, 300,
      [](const AlphaPanel& p) {
        return RankIc(p, {0, 1}, IcKind::kTime);
      },
      1);
  EXPECT_NEAR(ranks.mean, 6 / std::numbers::pi * std::asin(0.25), 0.01);  // of normal values
  EXPECT_NEAR(ranks.error / ranks.deviation, 1, 0.12);
}

TEST(InformationCoefficient, OfASectionIgnoresWhatAllHaveInCommon) {
  const KnownAlpha known{.rows = 2000, .pairs = 8, .half_life = 4, .ic = 0.1, .common = 0.9};
  const AlphaPanel panel = MadeUpPanel(known);
  const auto over_time = PearsonIc(panel, {0, 1}, IcKind::kTime);
  const auto section = PearsonIc(panel, {0, 1}, IcKind::kSection);
  EXPECT_EQ(over_time->times, 1999U);
  EXPECT_EQ(section->observations, 8U * 1999U);
  EXPECT_GT(section->value, 2 * over_time->value);  // the common noise is gone
  EXPECT_GT(section->value / section->Error(4), over_time->value / over_time->Error(4));
}

TEST(InformationCoefficient, NothingIsMeasuredOverAGap) {
  AlphaPanel panel = PanelOf(kSignals, kReturns);
  panel.closes[20].reset();
  EXPECT_EQ(PearsonIc(panel, {0, 1}, IcKind::kTime)->observations, 38U);
  EXPECT_FALSE(panel.Return(20, 21, 0));
}

TEST(InformationCoefficient, ASignalThatStandsStillHasNone) {
  const AlphaPanel panel = PanelOf(std::vector<double>(40, 0.3), kReturns);
  EXPECT_FALSE(PearsonIc(panel, {0, 1}, IcKind::kTime));
  EXPECT_FALSE(RankIc(panel, {0, 1}, IcKind::kTime));
}

TEST(SignalMemory, IsTwoHalfLives) {
  const AlphaPanel panel = MadeUpPanel({.rows = 20'000, .half_life = 10});
  EXPECT_NEAR(*SignalAutocorrelation(panel, 10), 0.5, 0.05);
  EXPECT_NEAR(static_cast<double>(SignalMemory(panel, 400)), 20, 4);
  EXPECT_EQ(SignalMemory(panel, 5), 5U);
}

}  // namespace
}  // namespace keel::research
