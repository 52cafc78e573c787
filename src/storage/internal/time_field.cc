// SPDX-License-Identifier: MIT
#include "storage/internal/time_field.h"

#include <cmath>
#include <string>

#include "storage/internal/number_field.h"

namespace keel::storage::internal {
namespace {

using base::UnixNanos;
using number_field::IsDigit;

constexpr int64_t kSecondsBelow = 100'000'000'000;
constexpr int64_t kMillisBelow = 1000 * kSecondsBelow;
constexpr int64_t kMicrosBelow = 1000 * kMillisBelow;
// 2262-04-11: the end of 64-bit nanoseconds.
constexpr int64_t kLastSecond = 9'223'372'036;

bool LooksLikeDate(std::string_view text) {
  return text.size() >= 10 && IsDigit(text[3]) && !IsDigit(text[4]) && text[4] == text[7];
}

// "2020-05-08 12-PM", the hours of CryptoDataDownload's older files.
std::optional<UnixNanos> ReadHalfDay(std::string_view text) {
  if (text.size() != 16 || text[13] != '-' || text[15] != 'M') return std::nullopt;
  const auto day = base::ParseTime(text.substr(0, 10));
  if (!day || !IsDigit(text[11]) || !IsDigit(text[12])) return std::nullopt;
  const int hour = (text[11] - '0') * 10 + (text[12] - '0');
  if (hour < 1 || hour > 12 || (text[14] != 'A' && text[14] != 'P')) return std::nullopt;
  return *day + base::Hours(hour % 12 + (text[14] == 'P' ? 12 : 0));
}

std::optional<UnixNanos> ReadCalendar(std::string_view text) {
  std::string iso(text);
  if (LooksLikeDate(text) && (iso[4] == '.' || iso[4] == '/')) iso[4] = iso[7] = '-';
  // "20131231 00:00": a compact date with a time needs its dashes.
  if (iso.size() > 9 && iso[8] == ' ' && IsDigit(iso[7])) iso.insert(6, "-").insert(4, "-");
  for (const std::string_view zone : {" UTC", " GMT"}) {
    if (iso.ends_with(zone)) iso.resize(iso.size() - zone.size());
  }
  if (const auto half_day = ReadHalfDay(iso)) return half_day;
  const auto time = base::ParseTime(iso);
  if (!time) return std::nullopt;
  return *time;
}

// "1325317920.5", "1.32531792E9".
std::optional<UnixNanos> ReadFractionalEpoch(std::string_view text) {
  const std::string line = std::string(text) + '\n';
  double value = 0;
  Decimals ignored;
  const char* const end = ScanNumber(line.c_str(), &value, &ignored);
  if (end == nullptr || *end != '\n' || !(value >= 0) || value >= 9e18) return std::nullopt;
  const double whole = std::floor(value);
  const UnixNanos time = FromEpoch(static_cast<int64_t>(whole));
  if (whole == value) return time;
  if (whole >= static_cast<double>(kSecondsBelow)) return std::nullopt;
  const auto micros = static_cast<int64_t>(std::llround((value - whole) * 1e6));
  return time + base::Nanoseconds(micros * 1000);
}

}  // namespace

UnixNanos FromEpoch(int64_t value) {
  if (value < kSecondsBelow) return {std::min(value, kLastSecond) * 1'000'000'000};
  if (value < kMillisBelow) return {std::min(value, kLastSecond * 1000) * 1'000'000};
  if (value < kMicrosBelow) return {std::min(value, kLastSecond * 1'000'000) * 1000};
  return {value};
}

std::optional<UnixNanos> ReadTime(std::string_view text) {
  const bool digits = !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
  if (digits && text.size() == 8) {
    const auto date = base::ParseTime(text);
    if (date) return *date;
  }
  if (digits && text.size() <= 19) {
    int64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec == std::errc()) return FromEpoch(value);
  }
  if (const auto calendar = ReadCalendar(text)) return calendar;
  return ReadFractionalEpoch(text);
}

const char* ScanTime(const char* p, char delimiter, UnixNanos* time) {
  const char* const begin = p;
  uint64_t value = 0;
  while (IsDigit(*p)) value = value * 10 + static_cast<uint64_t>(*p++ - '0');
  const bool at_end = *p == delimiter || *p == '\n' || *p == '\r' || *p == '"';
  const auto digits = p - begin;
  if (at_end && digits >= 9 && digits <= 18) {
    *time = FromEpoch(static_cast<int64_t>(value));
    return p;
  }
  while (*p != delimiter && *p != '\n' && *p != '\r' && *p != '"') ++p;
  std::string_view text(begin, static_cast<size_t>(p - begin));
  while (text.ends_with(' ')) text.remove_suffix(1);
  const auto read = ReadTime(text);
  if (!read) return nullptr;
  *time = *read;
  return p;
}

}  // namespace keel::storage::internal
