// SPDX-License-Identifier: MIT
// What a type does not say about a configuration key: its meaning, its range and the form of its
// text. One row a key, beside the description of the records.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace keel::cli {

/// What a text must look like.
enum class TextForm : uint8_t {
  kFree,
  kChoice,     ///< one of `choices`
  kTimeframe,  ///< 1m ... 1M
  kDetail,     ///< a timeframe, "trades" or ""
  kTimeRange,  ///< 20180131-20180301
  kDecimal,    ///< an exact decimal, not negative
  kCurrency,   ///< a code in capitals
};

struct ConfigRule {
  std::string_view path;  ///< "risk.position_share"; "*" stands for any key or element
  std::string_view doc;
  std::optional<double> min;  ///< least number allowed
  std::optional<double> max;
  TextForm form = TextForm::kFree;
  std::vector<std::string> choices;
  bool replaces = false;  ///< of a table with free keys: a value replaces the default, not joins it
};

std::span<const ConfigRule> ConfigRules();
/// The rule at `path`; every key of the configuration has one (a test holds it to that).
const ConfigRule* FindRule(std::string_view path);
/// kUsage without a place, e.g. `must be between 0 and 1, not 10`.
base::Status CheckNumber(const ConfigRule& rule, double value);
base::Status CheckText(const ConfigRule& rule, const std::string& value);

/// A name that many trading programs share, and what it means here; no path where nothing in this
/// version uses it.
struct ConfigAlias {
  std::string_view variable;
  std::string_view path;
  bool secret = false;
};
std::span<const ConfigAlias> ConfigAliases();

}  // namespace keel::cli
