// SPDX-License-Identifier: MIT
#include "cli/forecast_parts.h"

#include <fmt/format.h>

#include <charconv>

#include "base/json.h"
#include "base/json_value.h"
#include "base/os/file.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonValue;

double NumberOf(const JsonValue& value) {
  double number = 0;
  std::from_chars(value.text.data(), value.text.data() + value.text.size(), number);
  return number;
}

/// The members that ContextOf writes; a label that lacks one was written by something else.
base::Result<std::vector<double>> ReadContext(const std::string& text,
                                              research::ForecastReport& report) {
  TRY(const JsonValue context, base::ParseJson(text));
  const auto* const series = context.Find("series");
  const auto* const synthetic = context.Find("synthetic");
  const auto* const level = context.Find("level");
  const auto* const last_price = context.Find("last_price");
  const auto* const assumptions = context.Find("assumptions");
  const auto* const weights = context.Find("weights");
  for (const auto* member : {series, synthetic, level, last_price, assumptions, weights}) {
    if (member == nullptr) return Fail(ErrorCode::kUsage, "the parts are not of this program");
  }
  report.series = series->text;
  report.synthetic = synthetic->boolean;
  report.level = static_cast<int>(NumberOf(*level));
  if (last_price->kind == JsonValue::Kind::kNumber) report.last_price = NumberOf(*last_price);
  for (const JsonValue& sentence : assumptions->items) report.assumptions.push_back(sentence.text);
  std::vector<double> numbers;
  for (const JsonValue& weight : weights->items) numbers.push_back(NumberOf(weight));
  return numbers;
}

}  // namespace

base::Result<models::Shard> ParseShard(const std::string& text) {
  models::Shard shard;
  const char* const end = text.data() + text.size();
  const auto index = std::from_chars(text.data(), end, shard.index);
  const bool slash = index.ec == std::errc() && index.ptr != end && *index.ptr == '/';
  const auto count = std::from_chars(slash ? index.ptr + 1 : end, end, shard.count);
  if (slash && count.ec == std::errc() && count.ptr == end && shard.index >= 1 &&
      shard.index <= shard.count) {
    return shard;
  }
  return Fail(ErrorCode::kUsage, fmt::format("--shard \"{}\" is not like 2/3", text));
}

std::string ContextOf(const research::ForecastReport& report, const std::vector<double>& weights) {
  base::JsonWriter json;
  json.BeginObject().Key("series").String(report.series);
  json.Key("synthetic").Bool(report.synthetic).Key("level").Number(int64_t{report.level});
  json.Key("last_price");
  report.last_price ? json.Number(*report.last_price) : json.Null();
  json.Key("assumptions").BeginArray();
  for (const std::string& sentence : report.assumptions) json.String(sentence);
  json.EndArray().Key("weights").BeginArray();
  for (const double weight : weights) json.Number(weight);
  return json.EndArray().EndObject().Take();
}

base::Result<research::ForecastReport> MergeParts(const Session& session,
                                                  const std::vector<std::string>& paths) {
  std::vector<models::ShardPart> parts;
  for (const std::string& path : paths) {
    TRY(std::string bytes, base::os::ReadFile(PathFrom(session, path)));
    parts.push_back({path, std::move(bytes)});
  }
  TRY(models::MergedForecast merged, models::MergeShards(parts));
  research::ForecastReport report;
  TRY(const std::vector<double> weights, ReadContext(merged.label, report));
  report.seed = merged.settings.seed;
  report.fan_paths = merged.settings.keep_paths;
  report.forecast = std::move(merged.forecast);
  report.fan = research::FanOf(report.forecast.log_paths,
                               static_cast<size_t>(merged.settings.horizon), weights);
  return report;
}

}  // namespace keel::cli
