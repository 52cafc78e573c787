// SPDX-License-Identifier: MIT
#include "strategies/recompute.h"

#include <fmt/format.h>

#include <algorithm>

#include "market/feature_store.h"
#include "strategies/drivers.h"
#include "strategies/ensemble.h"
#include "strategies/feature_registry.h"
#include "strategies/registry.h"
#include "strategies/sleeve.h"

namespace keel::strategies {
namespace {

using strategy::DecisionOutcome;
using strategy::SignalUsed;
using FeatureRow = std::vector<std::optional<double>>;

/// Every feature of one series at every bar.
class FeatureColumns {
 public:
  FeatureColumns(std::span<const core::Bar> bars, core::Timeframe timeframe,
                 const market::FeatureSet& set)
      : width_(set.size()) {
    market::FeatureStore store(timeframe);
    for (const market::FeatureSpec& spec : set.specs()) store.Add(spec);
    values_.reserve(bars.size() * width_);
    for (const core::Bar& bar : bars) {
      store.Update(bar);
      const auto row = store.row().values;
      values_.insert(values_.end(), row.begin(), row.end());
    }
  }
  /// After `bars` bars.
  std::optional<double> At(size_t bars, size_t column) const {
    if (bars == 0) return std::nullopt;
    return values_[(bars - 1) * width_ + column];
  }

 private:
  size_t width_;
  std::vector<std::optional<double>> values_;
};

/// How many bars had closed by then.
size_t BarsKnownAt(std::span<const core::Bar> bars, core::Timeframe timeframe, base::UnixNanos t) {
  const auto later = std::partition_point(bars.begin(), bars.end(), [&](const core::Bar& bar) {
    return timeframe.CloseOf(bar.open_time) <= t;
  });
  return static_cast<size_t>(later - bars.begin());
}

}  // namespace

struct Recomputation::State {
  RecomputeRun run;
  std::optional<EnsembleSettings> ensemble;
  strategy::SleevePolicy sleeve;
  std::vector<HeardDriver> heard;
  std::vector<std::unique_ptr<strategy::Driver>> drivers;
  std::vector<std::string> features;
  std::vector<FeatureColumns> columns;  // by instrument

  size_t ColumnOf(const std::string& feature) const {
    const auto at = std::find(features.begin(), features.end(), feature);
    return static_cast<size_t>(at - features.begin());
  }
  std::optional<core::Signal> SayAgain(size_t driver, size_t instrument, const SignalUsed& kept,
                                       const strategy::RegimeView& regime);
  void CompareFeatures(size_t instrument, const SignalUsed& kept,
                       std::vector<std::string>* differences) const;
  void CompareSignal(const strategy::Decision& kept, size_t instrument, const SignalUsed& signal,
                     std::vector<std::string>* differences);
};

std::optional<core::Signal> Recomputation::State::SayAgain(size_t driver, size_t instrument,
                                                           const SignalUsed& kept,
                                                           const strategy::RegimeView& regime) {
  const size_t n = run.instruments.size();
  const std::vector<std::string>& wanted = heard[driver].spec->features;
  const strategy::RegimeView nothing;
  std::vector<FeatureRow> rows(n);
  std::vector<strategy::DriverInput> inputs(n);
  for (size_t i = 0; i < n; ++i) {
    const size_t known = BarsKnownAt(run.series[i], run.timeframe, kept.emitted_at);
    for (const std::string& name : wanted) rows[i].push_back(columns[i].At(known, ColumnOf(name)));
    inputs[i] = {rows[i], run.series[i].first(known), i == instrument ? &regime : &nothing,
                 nullptr};
  }
  return drivers[driver]->Evaluate({kept.emitted_at, run.timeframe, inputs}, instrument);
}

void Recomputation::State::CompareFeatures(size_t instrument, const SignalUsed& kept,
                                           std::vector<std::string>* differences) const {
  const size_t known = BarsKnownAt(run.series[instrument], run.timeframe, kept.emitted_at);
  for (const strategy::FeatureUsed& feature : kept.features) {
    const std::optional<double> again = columns[instrument].At(known, ColumnOf(feature.name));
    if (again == feature.value) continue;
    differences->push_back(fmt::format("feature {} was {}, is {}", feature.name,
                                       feature.value ? fmt::format("{}", *feature.value) : "absent",
                                       again ? fmt::format("{}", *again) : "absent"));
  }
}

void Recomputation::State::CompareSignal(const strategy::Decision& kept, size_t instrument,
                                         const SignalUsed& signal,
                                         std::vector<std::string>* differences) {
  const auto driver = std::find_if(heard.begin(), heard.end(), [&](const HeardDriver& h) {
    return h.spec->name == signal.driver;
  });
  if (driver == heard.end()) {
    differences->push_back("the driver " + signal.driver + " is not heard any more");
    return;
  }
  CompareFeatures(instrument, signal, differences);
  const auto said = SayAgain(static_cast<size_t>(driver - heard.begin()), instrument, signal,
                             signal.regime ? *signal.regime : kept.inputs.regime);
  const core::Signal again = said.value_or(core::Signal{});
  const double decay = said ? again.DecayAfter(kept.time - signal.emitted_at) : 0;
  const strategy::FadedSignal& faded = signal.faded;
  if (again.value != faded.value || again.confidence != faded.confidence || decay != faded.decay ||
      driver->risk_budget != faded.risk_budget) {
    differences->push_back(fmt::format("signal {} was {} x {}, is {} x {}", signal.driver,
                                       faded.value, faded.confidence, again.value,
                                       again.confidence));
  }
}

Recomputation::Recomputation(std::unique_ptr<State> state) : state_(std::move(state)) {}
Recomputation::Recomputation(Recomputation&&) noexcept = default;
Recomputation::~Recomputation() = default;

base::Result<Recomputation> Recomputation::Make(RecomputeRun run) {
  auto state = std::make_unique<State>();
  if (run.strategy == "ensemble") {
    TRY(state->ensemble, EnsembleSettingsOf(run.params));
    state->heard = state->ensemble->drivers;
  } else if (const strategy::DriverSpec* driver = FindDriver(run.strategy)) {
    state->sleeve = SleevePolicyOf(run.params);
    state->heard = {{driver, driver->risk_budget}};
  } else {
    return base::Fail(base::ErrorCode::kUnsupported,
                      fmt::format("{} keeps no decisions", run.strategy));
  }
  state->run = std::move(run);
  state->features = FeaturesOf(state->heard);
  // An empty choice would mean all.
  market::FeatureSet set;
  if (!state->features.empty()) {
    TRY(set, market::FeatureSet::Choose(AllFeatures(), state->features));
  }
  for (const std::span<const core::Bar> bars : state->run.series) {
    state->columns.emplace_back(bars, state->run.timeframe, set);
  }
  for (const HeardDriver& heard : state->heard) state->drivers.push_back(heard.spec->make());
  return Recomputation(std::move(state));
}

base::Result<DecisionOutcome> Recomputation::Again(const strategy::Decision& kept,
                                                   std::vector<std::string>* differences) {
  const auto& ids = state_->run.instruments;
  const auto at = std::find(ids.begin(), ids.end(), kept.instrument);
  if (at == ids.end()) {
    return base::Fail(base::ErrorCode::kUsage, "the decision is about a pair of another strategy");
  }
  for (const SignalUsed& signal : kept.inputs.signals) {
    state_->CompareSignal(kept, static_cast<size_t>(at - ids.begin()), signal, differences);
  }
  if (!state_->ensemble) return strategy::DecideAlone(kept.inputs, state_->sleeve);
  if (kept.inputs.forecast) {
    const uint64_t seed = ForecastSeed(state_->run.seed, kept.instrument, kept.time);
    if (seed != kept.inputs.forecast->seed) differences->push_back("the forecast's seed");
  }
  return strategy::Decide(kept.inputs, state_->ensemble->policy);
}

}  // namespace keel::strategies
