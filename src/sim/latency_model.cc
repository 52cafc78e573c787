// SPDX-License-Identifier: MIT
#include "sim/latency_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace keel::sim {
namespace {

constexpr double kLongestMs = 3'600'000;  // an hour: anything longer is a typing mistake

bool IsDelay(double ms) { return std::isfinite(ms) && ms >= 0 && ms <= kLongestMs; }

tl::unexpected<base::Error> Bad(const std::string& what) {
  return base::Fail(base::ErrorCode::kUsage, "sim.latency: " + what);
}

}  // namespace

base::Result<LatencyModel> LatencyModel::Make(const LatencySettings& settings,
                                              std::vector<double> measured) {
  static const std::vector<std::string> kNames = {"fixed", "uniform", "lognormal", "measured"};
  LatencyModel model;
  if (settings.model == "fixed") {
    if (!IsDelay(settings.fixed_ms)) return Bad("fixed_ms must lie in 0..3600000");
    model.a_ms_ = settings.fixed_ms;
    model.description_ = fmt::format("latency fixed at {} ms", settings.fixed_ms);
  } else if (settings.model == "uniform") {
    if (!IsDelay(settings.min_ms) || !IsDelay(settings.max_ms) ||
        settings.min_ms > settings.max_ms) {
      return Bad("0 <= min_ms <= max_ms <= 3600000 must hold");
    }
    model.kind_ = Kind::kUniform;
    model.a_ms_ = settings.min_ms;
    model.b_ = settings.max_ms;
    model.description_ =
        fmt::format("latency uniform between {} and {} ms", settings.min_ms, settings.max_ms);
  } else if (settings.model == "lognormal") {
    if (!IsDelay(settings.median_ms) || !(settings.sigma >= 0 && settings.sigma <= 5)) {
      return Bad("median_ms must lie in 0..3600000 and sigma in 0..5");
    }
    model.kind_ = Kind::kLognormal;
    model.a_ms_ = settings.median_ms;
    model.b_ = settings.sigma;
    model.description_ = fmt::format("latency lognormal, median {} ms, sigma {}",
                                     settings.median_ms, settings.sigma);
  } else if (settings.model == "measured") {
    if (measured.empty()) return Bad("the file of measured latencies holds no number");
    if (!std::all_of(measured.begin(), measured.end(), IsDelay)) {
      return Bad("a measured latency lies outside 0..3600000 ms");
    }
    model.kind_ = Kind::kMeasured;
    model.description_ =
        fmt::format("latency drawn from {} measurements in {}", measured.size(), settings.file);
    model.measured_ms_ = std::move(measured);
  } else {
    return Bad(fmt::format("unknown model \"{}\"{}; models: {}", settings.model,
                           base::DidYouMean(settings.model, kNames), base::Join(kNames, ", ")));
  }
  return model;
}

base::Duration LatencyModel::Draw(base::RandomStream& stream) const {
  double ms = a_ms_;
  switch (kind_) {
    case Kind::kFixed:
      break;
    case Kind::kUniform:
      ms = a_ms_ + (b_ - a_ms_) * stream.NextUniform();
      break;
    case Kind::kLognormal:
      ms = std::min(kLongestMs, a_ms_ * std::exp(b_ * stream.NextNormal()));
      break;
    case Kind::kMeasured:
      ms = measured_ms_[stream.NextBelow(measured_ms_.size())];
      break;
  }
  return base::Nanoseconds(static_cast<int64_t>(ms * 1e6));
}

}  // namespace keel::sim
