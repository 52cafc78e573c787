// SPDX-License-Identifier: MIT
#include "research/optimize/space.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include "base/text.h"

namespace keel::research {
namespace {

using base::ErrorCode;
using strategy::ParamSpec;

constexpr int64_t kMostValues = 10'000;     // of one axis
constexpr int64_t kValuesOfWholeRange = 8;  // where only the parameter is named
constexpr int64_t kValuesWithoutStep = 10;
constexpr double kWideRange =
    20;  // from this ratio of its ends on, equal steps would miss its start

tl::unexpected<base::Error> Bad(const std::string& text, const std::string& why) {
  return base::Fail(ErrorCode::kUsage, fmt::format("--space {}: {}", text, why));
}

/// What steps add up to, without the noise of binary fractions.
double Plain(double value) {
  const std::string digits = fmt::format("{:.12g}", value);
  double plain = value;
  std::from_chars(digits.data(), digits.data() + digits.size(), plain);
  return plain;
}

std::optional<double> ParseNumber(std::string_view text) {
  text = base::Trim(text);
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// About `wanted` values from low to high, both among them.
std::vector<double> Spread(double low, double high, int64_t wanted, bool whole) {
  const bool is_wide = low > 0 && high / low >= kWideRange;
  std::vector<double> values;
  for (int64_t i = 0; i < wanted; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(wanted - 1);
    const double value = is_wide ? low * std::pow(high / low, part) : low + part * (high - low);
    values.push_back(whole ? std::round(value) : Plain(value));
  }
  values.back() = high;
  return values;
}

base::Result<std::vector<double>> ParseRange(const std::string& text, std::string_view range,
                                             bool whole) {
  const std::vector<std::string_view> parts = base::Split(range, ':');
  const auto low = ParseNumber(parts[0]);
  const auto high = ParseNumber(parts[1]);
  const auto step = parts.size() == 3 ? ParseNumber(parts[2]) : std::optional(0.0);
  if (parts.size() > 3 || !low || !high || !step || *low > *high) {
    return Bad(text, "a range is low:high or low:high:step, as fast=10:50:5");
  }
  if (parts.size() == 2) {
    const double span = *high - *low;
    if (span == 0) return std::vector{*low};
    const bool few = whole && span < static_cast<double>(kValuesWithoutStep);
    return Spread(*low, *high, few ? std::llround(span) + 1 : kValuesWithoutStep, whole);
  }
  if (!(*step > 0)) return Bad(text, "the step of a range is above 0");
  const double steps = std::floor((*high - *low) / *step + 1e-9);
  if (steps >= static_cast<double>(kMostValues)) {
    return Bad(text, fmt::format("{:.0f} values are more than the {} that an axis takes", steps + 1,
                                 kMostValues));
  }
  std::vector<double> values;
  for (int64_t i = 0; i <= static_cast<int64_t>(steps); ++i) {
    values.push_back(Plain(*low + static_cast<double>(i) * *step));
  }
  return values;
}

base::Result<std::vector<double>> ParseValues(const std::string& text, std::string_view values,
                                              const ParamSpec& spec) {
  if (values.find(':') != std::string_view::npos) return ParseRange(text, values, spec.whole);
  std::vector<double> list;
  for (const std::string_view part : base::Split(values, ',')) {
    const auto value = ParseNumber(part);
    if (!value) return Bad(text, fmt::format("\"{}\" is no number", base::Trim(part)));
    list.push_back(*value);
  }
  return list;
}

/// The strategy of the subject that a name speaks of, and the parameter's own name.
struct Owner {
  const strategy::StrategySpec* spec = nullptr;
  std::string param;
};

const strategy::StrategySpec* SpecOf(const Subject& subject, std::string_view name) {
  const auto spec =
      std::ranges::find(subject.registry.strategies, name, &strategy::StrategySpec::name);
  return spec == subject.registry.strategies.end() ? nullptr : &*spec;
}

base::Result<Owner> FindOwner(const std::string& text, const std::string& name,
                              const Subject& subject) {
  std::vector<std::string> strategies;
  for (const engine::StrategySettings& s : subject.settings.strategies) {
    strategies.push_back(s.name);
  }
  const size_t dot = name.find('.');
  if (dot == std::string::npos && strategies.size() != 1) {
    return Bad(text, fmt::format("it could be any of {} strategies': write {}.{}",
                                 strategies.size(), strategies.empty() ? "" : strategies[0], name));
  }
  Owner owner{nullptr, dot == std::string::npos ? name : name.substr(dot + 1)};
  const std::string strategy = dot == std::string::npos ? strategies[0] : name.substr(0, dot);
  if (std::ranges::find(strategies, strategy) == strategies.end()) {
    return Bad(text, fmt::format("no strategy of this run is called \"{}\"{}", strategy,
                                 base::DidYouMean(strategy, strategies)));
  }
  owner.spec = SpecOf(subject, strategy);
  if (owner.spec == nullptr) return Bad(text, fmt::format("there is no strategy {}", strategy));
  return owner;
}

base::Result<SpaceAxis> ParseAxis(const std::string& text, const Subject& subject) {
  const size_t equals = text.find('=');
  const std::string name(base::Trim(std::string_view(text).substr(0, equals)));
  TRY(const Owner owner, FindOwner(text, name, subject));
  std::vector<std::string> known;
  for (const ParamSpec& p : owner.spec->params) known.push_back(p.name);
  const auto spec = std::ranges::find(owner.spec->params, owner.param, &ParamSpec::name);
  if (spec == owner.spec->params.end()) {
    return Bad(text, fmt::format("{} has no parameter \"{}\"{}", owner.spec->name, owner.param,
                                 base::DidYouMean(owner.param, known)));
  }
  const bool is_alone = subject.settings.strategies.size() == 1;
  SpaceAxis axis{is_alone ? owner.param : owner.spec->name + "." + owner.param, {}};
  if (equals == std::string::npos) {
    axis.values = Spread(spec->min, spec->max, kValuesOfWholeRange, spec->whole);
  } else {
    TRY(axis.values, ParseValues(text, std::string_view(text).substr(equals + 1), *spec));
  }
  std::ranges::sort(axis.values);
  axis.values.erase(std::unique(axis.values.begin(), axis.values.end()), axis.values.end());
  for (const double value : axis.values) {
    const std::pair<std::string, double> param{owner.param, value};
    const auto made = strategy::Params::Make(owner.spec->params, std::span(&param, 1));
    if (!made) return Bad(text, made.error().message);
  }
  return axis;
}

}  // namespace

int64_t Space::points() const {
  int64_t points = 1;
  for (const SpaceAxis& axis : axes) points *= static_cast<int64_t>(axis.values.size());
  return points;
}

std::vector<std::pair<std::string, double>> Space::At(int64_t point) const {
  std::vector<size_t> positions(axes.size());
  for (size_t i = axes.size(); i-- > 0;) {
    const auto size = static_cast<int64_t>(axes[i].values.size());
    positions[i] = static_cast<size_t>(point % size);
    point /= size;
  }
  return At(positions);
}

std::vector<std::pair<std::string, double>> Space::At(std::span<const size_t> positions) const {
  std::vector<std::pair<std::string, double>> params;
  for (size_t i = 0; i < axes.size(); ++i) {
    params.emplace_back(axes[i].name, axes[i].values[positions[i]]);
  }
  return params;
}

base::Result<Space> ParseSpace(std::span<const std::string> texts, const Subject& subject) {
  if (texts.empty()) {
    return base::Fail(ErrorCode::kUsage,
                      "what shall vary? name parameters with --space, as --space fast=10:50:5; "
                      "`keel list-strategies` shows them");
  }
  Space space;
  std::set<std::string> names;
  double points = 1;
  for (const std::string& text : texts) {
    TRY(SpaceAxis axis, ParseAxis(text, subject));
    if (!names.insert(axis.name).second) return Bad(text, axis.name + " is named twice");
    points *= static_cast<double>(axis.values.size());
    space.axes.push_back(std::move(axis));
  }
  if (points > static_cast<double>(kMostPoints)) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("the space has {:.3g} points, and {} are the most: give wider "
                                  "steps",
                                  points, kMostPoints));
  }
  return space;
}

}  // namespace keel::research
