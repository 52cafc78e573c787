// SPDX-License-Identifier: MIT
#include "cli/serve/research_place.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/os/file.h"

namespace keel::cli {
namespace {

constexpr size_t kTimeBytes = 15;  // "20261130-151800"

bool AreDigits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string ResearchFolder(const std::string& home) { return home + "/research"; }

std::string SweepsFolderOf(const std::string& home) { return home + "/sweeps"; }

std::string ResearchIdOf(std::string_view kind, base::UnixNanos asked, uint64_t number) {
  std::string digits;
  for (const char c : base::FormatIso(asked)) {
    if (c >= '0' && c <= '9' && digits.size() < kTimeBytes - 1) digits += c;
  }
  return fmt::format("{}-{}-{}-{}", digits.substr(0, 8), digits.substr(8), kind, number);
}

std::optional<ResearchName> ReadResearchId(std::string_view id) {
  const size_t last = id.rfind('-');
  if (last == std::string_view::npos || last <= kTimeBytes + 1) return std::nullopt;
  const std::string_view day = id.substr(0, 8), time = id.substr(9, 6);
  const bool has_shape = id[8] == '-' && id[kTimeBytes] == '-' && AreDigits(day) &&
                         AreDigits(time) && AreDigits(id.substr(last + 1));
  if (!has_shape) return std::nullopt;
  const auto asked = base::ParseTime(
      fmt::format("{}-{}-{}T{}:{}:{}Z", day.substr(0, 4), day.substr(4, 2), day.substr(6, 2),
                  time.substr(0, 2), time.substr(2, 2), time.substr(4, 2)));
  if (!asked) return std::nullopt;
  return ResearchName{std::string(id.substr(kTimeBytes + 1, last - kTimeBytes - 1)), *asked};
}

std::optional<std::string> ResultFileIn(const std::string& folder) {
  if (!base::os::IsDirectory(folder)) return std::nullopt;
  const auto names = base::os::ListDirectory(folder);
  if (!names) return std::nullopt;
  for (const std::string& name : *names) {
    if (name.ends_with(".json")) return fmt::format("{}/{}", folder, name);
  }
  return std::nullopt;
}

}  // namespace keel::cli
