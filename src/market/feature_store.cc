// SPDX-License-Identifier: MIT
#include "market/feature_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/text.h"

namespace keel::market {

base::Result<FeatureSet> FeatureSet::Choose(std::span<const FeatureSpec> known,
                                            std::span<const std::string> names) {
  FeatureSet set;
  if (names.empty()) set.specs_.assign(known.begin(), known.end());
  for (const std::string& name : names) {
    const auto found = std::ranges::find(known, name, &FeatureSpec::name);
    if (found == known.end()) {
      std::vector<std::string> all;
      for (const FeatureSpec& spec : known) all.push_back(spec.name);
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("unknown feature \"{}\"{}; `keel list-features` shows all",
                                    name, base::DidYouMean(name, all)));
    }
    if (std::ranges::find(set.specs_, name, &FeatureSpec::name) != set.specs_.end()) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("the feature {} is named twice", name));
    }
    set.specs_.push_back(*found);
  }
  return set;
}

size_t FeatureStore::Add(const FeatureSpec& spec) {
  const auto found = std::ranges::find(names_, spec.name);
  if (found != names_.end()) return static_cast<size_t>(found - names_.begin());
  CHECK(ts_event_ == base::kBeginningOfTime, "a feature that comes late has missed bars");
  names_.push_back(spec.name);
  features_.push_back(spec.make(timeframe_));
  values_.emplace_back();
  return values_.size() - 1;
}

void FeatureStore::Update(const core::Bar& bar) {
  ts_event_ = bar.open_time;
  ts_knowable_ = timeframe_.CloseOf(bar.open_time);
  for (size_t i = 0; i < features_.size(); ++i) {
    values_[i] = features_[i]->Update(bar);
    if (values_[i] && !std::isfinite(*values_[i])) [[unlikely]]
      values_[i].reset();
  }
}

}  // namespace keel::market
