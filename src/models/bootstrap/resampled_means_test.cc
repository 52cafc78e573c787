// SPDX-License-Identifier: MIT
#include "models/bootstrap/resampled_means.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "base/random.h"

namespace keel::models {
namespace {

/// Column 0 remembers itself, column 1 is its mirror image.
std::vector<double> Mirrors(size_t rows) {
  base::RandomStream random(8, "test.mirrors");
  std::vector<double> values;
  double x = 0;
  for (size_t i = 0; i < rows; ++i) {
    x = 0.6 * x + random.NextNormal();
    values.insert(values.end(), {0.1 + x, 0.1 - x});
  }
  return values;
}

/// Variance of the mean of a resample, given the series [Politis, Romano 1994, lemma 1].
double VarianceOfTheMean(const models::ReturnTable& table, size_t asset, double mean_block) {
  const size_t rows = table.rows();
  const auto n = static_cast<double>(rows);
  double mean = 0;
  for (size_t t = 0; t < rows; ++t) mean += table.at(t, asset) / n;
  double variance = 0;
  for (size_t lag = 0; lag < rows; ++lag) {
    double covariance = 0;
    for (size_t t = lag; t < rows; ++t) {
      covariance += (table.at(t, asset) - mean) * (table.at(t - lag, asset) - mean) / n;
    }
    const auto i = static_cast<double>(lag);
    const double stay = 1 - 1 / mean_block;
    const double weight = (1 - i / n) * std::pow(stay, i) + i / n * std::pow(stay, n - i);
    variance += (lag == 0 ? 1 : 2 * weight) * covariance;
  }
  return variance / n;
}

TEST(ResampledMeans, VaryAsTheTheoryOfTheStationaryBootstrapSays) {
  const std::vector<double> values = Mirrors(200);
  const ReturnTable table = {values, 2};
  const std::vector<double> means = ResampledMeans(table, {.resamples = 20'000, .mean_block = 8});
  double sum = 0, squares = 0;
  for (size_t i = 0; i < means.size(); i += 2) {
    sum += means[i];
    squares += means[i] * means[i];
  }
  const double expected = VarianceOfTheMean(table, 0, 8);
  EXPECT_NEAR(sum / 20'000, 0, 4 * std::sqrt(expected / 20'000));
  EXPECT_NEAR(squares / 20'000 / expected, 1, 4 * std::sqrt(2.0 / 20'000));
}

TEST(ResampledMeans, DrawWholeRowsSoThatMirrorsStayMirrors) {
  const std::vector<double> values = Mirrors(50);
  const std::vector<double> means = ResampledMeans({values, 2}, {.resamples = 70, .mean_block = 3});
  for (size_t i = 0; i < means.size(); i += 2) EXPECT_NEAR(means[i], -means[i + 1], 1e-12);
}

TEST(ResampledMeans, AreOfTheRowsThatTheWeightsCount) {
  const std::vector<double> values = Mirrors(50);
  const ResampleSettings settings = {.resamples = 66, .mean_block = 3, .seed = 4};
  const std::vector<double> weights = ResampleWeights(50, settings, 65);
  EXPECT_EQ(std::accumulate(weights.begin(), weights.end(), 0.0), 50);
  double drawn = 0, mean = 0;
  for (size_t t = 0; t < 50; ++t) {
    drawn += weights[t] * values[2 * t] / 50;
    mean += values[2 * t] / 50;
  }
  EXPECT_NEAR(ResampledMeans({values, 2}, settings)[2 * 65], drawn - mean, 1e-12);
}

TEST(ResampledMeans, AreTheSameBytesOnAnyNumberOfThreads) {
  const std::vector<double> values = Mirrors(100);
  ResampleSettings settings = {.resamples = 300, .mean_block = 5};
  const std::vector<double> one = ResampledMeans({values, 2}, settings);
  settings.jobs = 3;
  EXPECT_EQ(ResampledMeans({values, 2}, settings), one);
}

}  // namespace
}  // namespace keel::models
