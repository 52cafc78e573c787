// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/monte_carlo/estimate.h"

namespace keel::models {
namespace {

std::string DriftSentence(const AssetFit& fit, const ForecastQuestion& question) {
  const DriftEstimate& d = fit.drift;
  if (question.drift) {
    return fmt::format(
        "mean log return of a step {:.3g}, as asked for (the sample's is {:.3g}, "
        "standard error {:.3g}); deviation {:.4g}",
        *question.drift, d.sample_mean, d.standard_error, d.deviation);
  }
  return fmt::format(
      "mean log return of a step {:.3g}, drawn toward zero from {:.3g} because its "
      "standard error is {:.3g}; deviation {:.4g}",
      d.shrunk_mean, d.sample_mean, d.standard_error, d.deviation);
}

std::string RegimeSentence(const PathFit& fit, const PathModel& model) {
  std::string deviations, now;
  for (size_t k = 0; k < fit.regimes.states; ++k) {
    const char* const comma = k == 0 ? "" : ", ";
    deviations += fmt::format("{}{:.3g}", comma, std::sqrt(fit.regimes.covariances[k]));
    now += fmt::format("{}{:.1f}", comma, 100 * model.regimes.today[k]);
  }
  return fmt::format(
      "{} regimes{} with deviations {}; today's filtered probabilities {} %", fit.regimes.states,
      fit.assets.size() > 1 ? " of the mean standardised return" : "", deviations, now);
}

std::string GarchSentence(const AssetFit& fit, const PathModel& model, int level) {
  const double share = level >= 4 ? fit.law.variance : 1;
  const std::string tails =
      level >= 4 ? "" : fmt::format(", Student's t with {:.2f} degrees of freedom", fit.garch.nu);
  return fmt::format(
      "GJR-GARCH alpha {:.4f}, gamma {:.4f}, beta {:.4f}{}; deviation of the next "
      "step {:.4g}",
      fit.garch.alpha, fit.garch.gamma, fit.garch.beta, tails,
      std::sqrt(*model.garch[0].next_variance / share));
}

std::string JumpSentence(const AssetFit& fit, const PathModel& model) {
  if (fit.law.intensity == 0) {
    return fmt::format(
        "no jumps: they would not explain the residuals better than the t alone "
        "(likelihood ratio {:.1f}, 7.8 needed)",
        fit.law.likelihood_ratio);
  }
  return fmt::format(
      "jumps once in {:.0f} steps, mean {:.3g}, deviation {:.3g}, compensated "
      "(likelihood ratio {:.1f})",
      1 / fit.law.intensity, model.jumps[0].mean, model.jumps[0].deviation,
      fit.law.likelihood_ratio);
}

// One of several assets, in one sentence.
std::string AssetSentence(const PathFit& fit, const PathModel& model, size_t a,
                          const std::string& name, const ForecastQuestion& question) {
  const AssetFit& asset = fit.assets[a];
  const DriftEstimate& d = asset.drift;
  const std::string jumps =
      asset.law.intensity == 0
          ? "no jumps"
          : fmt::format("jumps once in {:.0f} steps, mean {:.2g}, deviation {:.2g}",
                        1 / asset.law.intensity, model.jumps[a].mean, model.jumps[a].deviation);
  return fmt::format(
      "{}: mean {:.2g} (of the sample {:.2g} \u00b1 {:.2g}), deviation {:.3g}, next "
      "step {:.3g}; GJR-GARCH {:.3f}, {:.3f}, {:.3f}; {}",
      name, question.drift.value_or(d.shrunk_mean), d.sample_mean, d.standard_error, d.deviation,
      std::sqrt(*model.garch[a].next_variance / asset.law.variance), asset.garch.alpha,
      asset.garch.gamma, asset.garch.beta, jumps);
}

std::string CorrelationSentence(const PathFit& fit, const PathModel& model) {
  double low = 1, high = -1, sum = 0;
  const size_t d = model.assets;
  for (size_t i = 0; i < d; ++i) {
    for (size_t j = 0; j < i; ++j) {
      const double c = model.correlation[i * d + j];
      low = std::min(low, c), high = std::max(high, c), sum += c;
    }
  }
  const std::string how = fit.settings.correlation == CorrelationMethod::kDcc
                              ? fmt::format("DCC a {:.4f}, b {:.4f}", fit.dcc_a, fit.dcc_b)
                              : std::string("EWMA, lambda 0.97");
  return fmt::format("today's correlations {:.2f} to {:.2f}, mean {:.2f} ({}, shrunk by {:.4f})",
                     low, high, sum / (static_cast<double>(d * (d - 1)) / 2), how, fit.shrinkage);
}

}  // namespace

std::vector<std::string> DescribeModel(const PathFit& fit, const PathModel& model,
                                       const ForecastQuestion& question,
                                       const std::vector<std::string>& names) {
  std::vector<std::string> sentences;
  if (model.assets > 1) {
    sentences.push_back(RegimeSentence(fit, model));
    for (size_t a = 0; a < model.assets; ++a) {
      sentences.push_back(AssetSentence(fit, model, a, names[a], question));
    }
  } else {
    const AssetFit& asset = fit.assets[0];
    sentences.push_back(DriftSentence(asset, question));
    if (question.level >= 2) sentences.push_back(RegimeSentence(fit, model));
    if (question.level >= 3) sentences.push_back(GarchSentence(asset, model, question.level));
    if (question.level >= 4) sentences.push_back(JumpSentence(asset, model));
  }
  if (question.filtered_historical) {
    sentences.push_back(
        fmt::format("innovations drawn from {} past residuals", model.residuals.size()));
  } else if (question.level >= 4) {
    sentences.push_back(fmt::format("{} with {:.2f} degrees of freedom",
                                    model.assets > 1 ? "t copula" : "Student's t",
                                    fit.joint_degrees_of_freedom));
  }
  if (model.assets > 1) sentences.push_back(CorrelationSentence(fit, model));
  return sentences;
}

}  // namespace keel::models
