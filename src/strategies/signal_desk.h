// SPDX-License-Identifier: MIT
// Where drivers are heard: it shows them the market as it is known at one instant, keeps what they
// say, and follows each instrument's regimes where somebody needs them.
#pragma once

#include <optional>
#include <vector>

#include "market/book_levels.h"
#include "models/monte_carlo/rolling_model.h"
#include "strategy/decision.h"
#include "strategy/driver.h"
#include "strategy/signal_book.h"
#include "strategy/strategy.h"

namespace keel::strategies {

/// A driver and what its signals count.
struct HeardDriver {
  const strategy::DriverSpec* spec = nullptr;
  double risk_budget = 0;
};

/// The names of what drivers look at, each once, in order: a strategy's `features`.
std::vector<std::string> FeaturesOf(std::span<const HeardDriver> drivers);

/// How instruments' path models are kept, in days; none are kept without a level.
struct ModelSettings {
  int level = 0;  ///< 0: no models; 2: regimes; 3: and GARCH; 4: and jumps
  double window_days = 365, regime_refit_days = 30, volatility_refit_days = 7, least_days = 90;
  size_t regimes = 3;
};

class SignalDesk {
 public:
  /// `features`: the strategy's, which hold those of the drivers.
  SignalDesk(std::vector<HeardDriver> drivers, std::vector<std::string> features,
             const ModelSettings& models);

  void OnStart(const strategy::Context& market);
  /// A bar of one instrument closed.
  void OnBar(const strategy::Context& market, const core::BarClosed& event);
  /// The order book of one instrument changed: drivers that look at books see it from now on.
  void OnBook(const market::OrderBook& book);
  /// All bars of the instant are here: every driver speaks of every instrument whose bar closed.
  void OnInstant(const strategy::Context& market);

  /// Indices (into the context's instruments) of the bars of this instant.
  const std::vector<size_t>& closed() const { return closed_; }
  /// What is said of an instrument now, faded; in the order of the drivers.
  std::vector<strategy::SignalUsed> SignalsOf(size_t instrument, base::UnixNanos now) const;
  const strategy::RegimeView& regimes(size_t instrument) const { return regimes_[instrument]; }
  /// Null before the first bar and without models.
  const models::RollingModel* model(size_t instrument) const {
    return instrument < models_.size() ? &models_[instrument] : nullptr;
  }
  core::Timeframe timeframe() const { return timeframe_; }
  double last_close(size_t instrument) const { return last_closes_[instrument]; }

 private:
  using FeatureRow = std::vector<std::optional<double>>;

  void StartModels(core::Timeframe timeframe);
  void Look(const strategy::Context& market);
  void Hear(size_t driver, size_t instrument, const strategy::DriverScene& scene);

  std::vector<HeardDriver> heard_;
  std::vector<std::string> features_;
  ModelSettings model_settings_;
  std::vector<std::unique_ptr<strategy::Driver>> drivers_;
  std::vector<std::vector<size_t>> columns_;  // by driver: places of its features
  std::vector<std::vector<int>> versions_;    // of those
  std::vector<core::InstrumentId> instruments_;
  std::vector<models::RollingModel> models_;   // by instrument, or none
  std::vector<strategy::RegimeView> regimes_;  // by instrument
  std::vector<market::BookLevels> books_;      // by instrument; without levels: not known
  std::vector<double> last_closes_;
  std::vector<size_t> closed_;
  base::UnixNanos closed_at_ = base::kBeginningOfTime;
  std::vector<std::vector<FeatureRow>> rows_;       // driver x instrument, of this instant
  std::vector<std::vector<FeatureRow>> said_from_;  // driver x instrument, of the last statement
  std::vector<std::vector<strategy::RegimeView>> said_in_;  // the same, where regimes are seen
  std::vector<strategy::DriverInput> inputs_;
  std::optional<strategy::SignalBook> book_;
  core::Timeframe timeframe_;
  bool started_ = false;
};

}  // namespace keel::strategies
