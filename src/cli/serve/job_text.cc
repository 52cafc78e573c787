// SPDX-License-Identifier: MIT
#include "cli/serve/job_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace keel::cli {
namespace {

constexpr size_t kMostSeries = 5;   // told one by one
constexpr size_t kMostRemarks = 3;  // of a job

using Kind = base::JsonValue::Kind;

std::string TextIn(const base::JsonValue& object, std::string_view key, std::string otherwise) {
  const base::JsonValue* const value = object.Find(key);
  return value == nullptr ? std::move(otherwise) : value->text;
}

const std::vector<base::JsonValue>& ItemsIn(const base::JsonValue& object, std::string_view key) {
  static const std::vector<base::JsonValue> kNone;
  const base::JsonValue* const value = object.Find(key);
  return value == nullptr ? kNone : value->items;
}

std::string SeriesText(const base::JsonValue& series) {
  const std::string rows = TextIn(series, "rows", TextIn(series, "bars", ""));
  std::string text = fmt::format("{} {}: {} rows", TextIn(series, "pair", ""),
                                 TextIn(series, "timeframe", "trades"), rows);
  const std::string added = TextIn(series, "added", rows);
  if (added != rows) text += fmt::format(", {} new", added);
  return text;
}

/// Texts, or objects that say why.
void AddRemarks(const std::vector<base::JsonValue>& remarks, std::vector<std::string>* all) {
  for (const base::JsonValue& remark : remarks) {
    all->push_back(remark.kind == Kind::kString ? remark.text : TextIn(remark, "why", ""));
  }
}

}  // namespace

std::string JobResultText(const base::JsonValue& result) {
  std::vector<std::string> stored, remarks;
  for (const char* list : {"series", "trades"}) {
    for (const base::JsonValue& series : ItemsIn(result, list)) {
      stored.push_back(SeriesText(series));
      AddRemarks(ItemsIn(series, "remarks"), &remarks);
      AddRemarks(ItemsIn(series, "left_out"), &remarks);
    }
  }
  AddRemarks(ItemsIn(result, "left_out"), &remarks);
  if (stored.empty()) return "";
  const size_t more = stored.size() - std::min(stored.size(), kMostSeries);
  stored.resize(stored.size() - more);
  if (more > 0) stored.push_back(fmt::format("and {} more", more));
  const size_t untold = remarks.size() - std::min(remarks.size(), kMostRemarks);
  remarks.resize(remarks.size() - untold);
  if (untold > 0) remarks.push_back(fmt::format("and {} more remarks", untold));
  stored.insert(stored.end(), remarks.begin(), remarks.end());
  return fmt::format("{}", fmt::join(stored, "; "));
}

}  // namespace keel::cli
