// SPDX-License-Identifier: MIT
#include "research/validation/purged_splits.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace keel::research {
namespace {

constexpr double kMostSplits = 10'000;

double Binomial(size_t n, size_t k) {
  double value = 1;
  for (size_t i = 1; i <= k; ++i)
    value = value * static_cast<double>(n - k + i) / static_cast<double>(i);
  return value;
}

base::Status CheckLabels(std::span<const LabelSpan> labels) {
  for (size_t i = 0; i < labels.size(); ++i) {
    if (labels[i].to >= labels[i].from && (i == 0 || labels[i].from >= labels[i - 1].from))
      continue;
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("label {} spans {} to {}: labels end after they begin, and follow "
                    "each other by their begin",
                    i, labels[i].from, labels[i].to));
  }
  return {};
}

base::Status CheckGroups(size_t labels, const PurgeSettings& s) {
  if (s.groups < 2 || s.groups > labels || s.test_groups < 1 || s.test_groups >= s.groups) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("{} of {} blocks of {} observations to test on: there must be 2 "
                                  "blocks, an observation in each, and one block to train on",
                                  s.test_groups, s.groups, labels));
  }
  if (Binomial(s.groups, s.test_groups) > kMostSplits || s.embargo < 0) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("{} of {} blocks with an embargo of {}: at most {} splits, and no "
                    "embargo below 0",
                    s.test_groups, s.groups, s.embargo, kMostSplits));
  }
  return {};
}

/// The time that each block's labels know.
std::vector<LabelSpan> SpansOfGroups(std::span<const LabelSpan> labels, size_t groups) {
  std::vector<LabelSpan> spans(groups);
  std::vector<bool> has(groups);
  for (size_t i = 0; i < labels.size(); ++i) {
    const size_t group = GroupOf(i, labels.size(), groups);
    if (!has[group]) spans[group] = labels[i];
    has[group] = true;
    spans[group].to = std::max(spans[group].to, labels[i].to);
  }
  return spans;
}

/// The next choice in lexical order; false after the last.
bool NextChoice(std::vector<size_t>& chosen, size_t groups) {
  const size_t count = chosen.size();
  for (size_t i = count; i-- > 0;) {
    if (chosen[i] == groups - count + i) continue;
    ++chosen[i];
    for (size_t j = i + 1; j < count; ++j) chosen[j] = chosen[j - 1] + 1;
    return true;
  }
  return false;
}

}  // namespace

base::Result<std::vector<PurgedSplit>> PurgedSplits(std::span<const LabelSpan> labels,
                                                    const PurgeSettings& settings) {
  TRY(CheckGroups(labels.size(), settings));
  TRY(CheckLabels(labels));
  const std::vector<LabelSpan> spans = SpansOfGroups(labels, settings.groups);
  std::vector<PurgedSplit> splits;
  std::vector<size_t> chosen(settings.test_groups);
  std::iota(chosen.begin(), chosen.end(), size_t{0});
  do {
    PurgedSplit split{.groups = chosen};
    for (size_t i = 0; i < labels.size(); ++i) {
      const size_t group = GroupOf(i, labels.size(), settings.groups);
      if (std::ranges::binary_search(chosen, group)) {
        split.test.push_back(i);
        continue;
      }
      const bool tells = std::ranges::any_of(chosen, [&](size_t tested) {
        return labels[i].from < spans[tested].to + settings.embargo &&
               labels[i].to > spans[tested].from;
      });
      if (!tells) split.train.push_back(i);
    }
    splits.push_back(std::move(split));
  } while (NextChoice(chosen, settings.groups));
  return splits;
}

std::vector<std::vector<size_t>> TestPaths(std::span<const PurgedSplit> splits, size_t groups) {
  std::vector<size_t> tests(groups);  // of each block so far: the next one opens or joins that path
  std::vector<std::vector<size_t>> paths;
  for (size_t s = 0; s < splits.size(); ++s) {
    for (const size_t group : splits[s].groups) {
      if (tests[group] == paths.size()) paths.emplace_back(groups);
      paths[tests[group]++][group] = s;
    }
  }
  return paths;
}

}  // namespace keel::research
