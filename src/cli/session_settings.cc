// SPDX-License-Identifier: MIT
#include "cli/session_settings.h"

#include <fmt/format.h>

#include <charconv>

#include "base/describe_json.h"
#include "cli/config_describe.h"

/// A range of times as its two ends in nanoseconds: "0..1700000000000000000".
template <>
struct keel::base::JsonText<keel::base::TimeRange> {
  static std::string Write(const TimeRange& range) {
    return fmt::format("{}..{}", range.from.ns, range.to.ns);
  }
  static Result<TimeRange> Read(std::string_view text) {
    TimeRange range;
    const char* const end = text.data() + text.size();
    const auto from = std::from_chars(text.data(), end, range.from.ns);
    const bool has_dots =
        from.ec == std::errc() && std::string_view(from.ptr, end).starts_with("..");
    const auto to = std::from_chars(has_dots ? from.ptr + 2 : end, end, range.to.ns);
    if (has_dots && to.ec == std::errc() && to.ptr == end) return range;
    return Fail(ErrorCode::kUsage, fmt::format("\"{}\" is not two times in nanoseconds", text));
  }
};

namespace keel::cli {

std::string SettingsText(const engine::BacktestSettings& settings) {
  return base::ToJson(settings);
}

base::Result<engine::BacktestSettings> ReadSettings(std::string_view text) {
  return base::ReadJson<engine::BacktestSettings>(text);
}

}  // namespace keel::cli
