// SPDX-License-Identifier: MIT
// The features of one series as they are known now. The engine keeps one for every pair and
// timeframe of which a strategy wants features, and computes each feature once per bar, however
// many strategies read it.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "market/feature.h"

namespace keel::market {

/// Features that were chosen by name.
class FeatureSet {
 public:
  /// In the order of `names`; all of `known` where `names` is empty. kUsage with the nearest name
  /// for an unknown one, and for one that is named twice.
  static base::Result<FeatureSet> Choose(std::span<const FeatureSpec> known,
                                         std::span<const std::string> names);

  std::span<const FeatureSpec> specs() const { return specs_; }
  size_t size() const { return specs_.size(); }

 private:
  std::vector<FeatureSpec> specs_;
};

/// The values at one bar.
struct FeatureRow {
  base::UnixNanos ts_event;     ///< the bar's open
  base::UnixNanos ts_knowable;  ///< its close: nobody could use the values before
  std::span<const std::optional<double>> values;
};

/// Streams one series through its features.
class FeatureStore {
 public:
  explicit FeatureStore(core::Timeframe timeframe) : timeframe_(timeframe) {}

  /// The column of the feature, which is made where it is new. Before the first bar (else CHECK).
  size_t Add(const FeatureSpec& spec);
  /// Takes the next closed bar. A value that is not finite counts as absent.
  void Update(const core::Bar& bar);

  /// At the newest bar; before the first one every value is absent. Valid until the next Add.
  FeatureRow row() const { return {ts_event_, ts_knowable_, values_}; }
  std::optional<double> value(size_t column) const { return values_[column]; }
  size_t size() const { return values_.size(); }

 private:
  core::Timeframe timeframe_;
  std::vector<std::string> names_;
  std::vector<std::unique_ptr<Feature>> features_;
  std::vector<std::optional<double>> values_;
  base::UnixNanos ts_event_ = base::kBeginningOfTime;
  base::UnixNanos ts_knowable_ = base::kBeginningOfTime;
};

/// The columns of a store that one reader wants, under the reader's own numbers.
struct FeatureView {
  const FeatureStore* store = nullptr;
  std::vector<size_t> columns{};
};

}  // namespace keel::market
