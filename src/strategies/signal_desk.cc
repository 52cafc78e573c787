// SPDX-License-Identifier: MIT
#include "strategies/signal_desk.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "strategies/feature_registry.h"

namespace keel::strategies {
namespace {

constexpr size_t kBookLevels = 20;       // of each side, that drivers see
constexpr double kForgotten = 1.0 / 16;  // four half-lives: it counts as never said

size_t BarsIn(double days, core::Timeframe timeframe) {
  const double bars = days * 86400 / timeframe.period().seconds();
  return static_cast<size_t>(std::max(1.0, std::round(bars)));
}

int VersionOf(const std::string& feature) {
  for (const market::FeatureSpec& spec : AllFeatures()) {
    if (spec.name == feature) return spec.version;
  }
  CHECK(false, "a driver wants a feature that there is not");
  return 0;
}

}  // namespace

std::vector<std::string> FeaturesOf(std::span<const HeardDriver> drivers) {
  std::vector<std::string> names;
  for (const HeardDriver& driver : drivers) {
    for (const std::string& name : driver.spec->features) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

SignalDesk::SignalDesk(std::vector<HeardDriver> drivers, std::vector<std::string> features,
                       const ModelSettings& models)
    : heard_(std::move(drivers)), features_(std::move(features)), model_settings_(models) {
  for (const HeardDriver& heard : heard_) {
    drivers_.push_back(heard.spec->make());
    std::vector<size_t> columns;
    std::vector<int> versions;
    for (const std::string& name : heard.spec->features) {
      const auto at = std::find(features_.begin(), features_.end(), name);
      CHECK(at != features_.end(), "a driver's feature is missing from its strategy's");
      columns.push_back(static_cast<size_t>(at - features_.begin()));
      versions.push_back(VersionOf(name));
    }
    columns_.push_back(std::move(columns));
    versions_.push_back(std::move(versions));
  }
}

void SignalDesk::OnStart(const strategy::Context& market) {
  instruments_.assign(market.instruments().begin(), market.instruments().end());
  const size_t n = instruments_.size();
  std::vector<const strategy::DriverSpec*> specs;
  for (const HeardDriver& heard : heard_) specs.push_back(heard.spec);
  book_.emplace(std::move(specs), n);
  regimes_.resize(n);
  books_.resize(n);
  last_closes_.resize(n, 0.0);
  inputs_.resize(n);
  for (size_t d = 0; d < heard_.size(); ++d) {
    rows_.emplace_back(n, FeatureRow(columns_[d].size()));
    said_from_.emplace_back(n, FeatureRow(columns_[d].size()));
    said_in_.emplace_back(n);
  }
}

void SignalDesk::StartModels(core::Timeframe timeframe) {
  started_ = true;
  timeframe_ = timeframe;
  if (model_settings_.level == 0) return;
  models::RollingSettings settings;
  settings.estimate.level = model_settings_.level;
  settings.estimate.regimes = model_settings_.regimes;
  settings.window = BarsIn(model_settings_.window_days, timeframe);
  settings.regime_refit = BarsIn(model_settings_.regime_refit_days, timeframe);
  settings.volatility_refit = BarsIn(model_settings_.volatility_refit_days, timeframe);
  settings.least = std::max<size_t>(200, BarsIn(model_settings_.least_days, timeframe));
  settings.window = std::max(settings.window, settings.least);
  for (size_t i = 0; i < instruments_.size(); ++i) {
    auto model = models::RollingModel::Make(settings);
    CHECK(model.has_value(), "settings of a rolling model that its strategy let pass");
    models_.push_back(*std::move(model));
  }
}

void SignalDesk::OnBar(const strategy::Context&, const core::BarClosed& event) {
  if (!started_) StartModels(event.timeframe);
  const auto at = std::find(instruments_.begin(), instruments_.end(), event.instrument);
  const auto i = static_cast<size_t>(at - instruments_.begin());
  const double before = std::exchange(last_closes_[i], event.bar.close);
  if (std::exchange(closed_at_, event.time) != event.time) closed_.clear();
  closed_.push_back(i);
  if (models_.empty() || before <= 0 || event.bar.close <= 0) return;
  models::RollingModel& model = models_[i];
  model.Update(std::log(event.bar.close / before));
  if (!model.ready()) return;
  const std::span<const double> p = model.regime_probabilities();
  strategy::RegimeView& view = regimes_[i];
  view.probabilities.assign(p.begin(), p.end());
  const models::AssetFit& fit = model.fit().assets[0];
  view.means.assign(fit.regime_means.begin(), fit.regime_means.end());
  view.deviations.assign(fit.regime_deviations.begin(), fit.regime_deviations.end());
}

void SignalDesk::OnBook(const market::OrderBook& book) {
  const auto at = std::find(instruments_.begin(), instruments_.end(), book.instrument());
  book.CopyTop(kBookLevels, &books_[static_cast<size_t>(at - instruments_.begin())]);
}

void SignalDesk::Look(const strategy::Context& market) {
  for (size_t i = 0; i < instruments_.size(); ++i) {
    inputs_[i].history = market.History(instruments_[i]);
    inputs_[i].regimes = &regimes_[i];
    const bool has_book = !books_[i].bids.empty() || !books_[i].asks.empty();
    inputs_[i].book = has_book ? &books_[i] : nullptr;
    for (size_t d = 0; d < heard_.size(); ++d) {
      for (size_t c = 0; c < columns_[d].size(); ++c) {
        rows_[d][i][c] = market.feature(instruments_[i], columns_[d][c]);
      }
    }
  }
}

void SignalDesk::Hear(size_t driver, size_t instrument, const strategy::DriverScene& scene) {
  const auto said = drivers_[driver]->Evaluate(scene, instrument);
  if (!said) return;
  if (book_->State(driver, instrument, *said, scene.now)) {
    said_from_[driver][instrument] = rows_[driver][instrument];
    if (heard_[driver].spec->needs_regimes) said_in_[driver][instrument] = regimes_[instrument];
  }
}

void SignalDesk::OnInstant(const strategy::Context& market) {
  std::sort(closed_.begin(), closed_.end());
  Look(market);
  for (size_t d = 0; d < heard_.size(); ++d) {
    for (size_t i = 0; i < instruments_.size(); ++i) inputs_[i].features = rows_[d][i];
    const strategy::DriverScene scene{market.now(), timeframe_, inputs_};
    for (const size_t i : closed_) Hear(d, i, scene);
  }
}

std::vector<strategy::SignalUsed> SignalDesk::SignalsOf(size_t instrument,
                                                        base::UnixNanos now) const {
  std::vector<strategy::SignalUsed> signals;
  for (size_t d = 0; d < heard_.size(); ++d) {
    const std::optional<strategy::Statement>& statement = book_->at(d, instrument);
    if (!statement) continue;
    if (statement->signal.DecayAfter(now - statement->emitted_at) < kForgotten) continue;
    strategy::SignalUsed used;
    used.driver = heard_[d].spec->name;
    used.faded = {.category = heard_[d].spec->category,
                  .risk_budget = heard_[d].risk_budget,
                  .value = statement->signal.value,
                  .confidence = statement->signal.confidence,
                  .decay = statement->signal.DecayAfter(now - statement->emitted_at)};
    used.half_life_s = statement->signal.half_life.seconds();
    used.emitted_at = statement->emitted_at;
    for (size_t c = 0; c < columns_[d].size(); ++c) {
      used.features.push_back(
          {heard_[d].spec->features[c], versions_[d][c], said_from_[d][instrument][c]});
    }
    if (heard_[d].spec->needs_regimes && statement->emitted_at != now) {
      used.regime = said_in_[d][instrument];
    }
    signals.push_back(std::move(used));
  }
  return signals;
}

}  // namespace keel::strategies
