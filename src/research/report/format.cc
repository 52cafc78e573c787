// SPDX-License-Identifier: MIT
#include "research/report/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/check.h"

namespace keel::research {
namespace {

/// Digits with commas every three places before the point; `text` has no sign.
std::string WithCommas(const std::string& text) {
  const size_t point = std::min(text.find('.'), text.size());
  std::string out;
  for (size_t i = 0; i < point; ++i) {
    if (i > 0 && (point - i) % 3 == 0) out += ',';
    out += text[i];
  }
  return out + text.substr(point);
}

}  // namespace

std::string Grouped(double value, int decimals) {
  CHECK(std::isfinite(value), "an absent number is not printed as one");
  const std::string digits = fmt::format("{:.{}f}", std::abs(value), decimals);
  const bool zero = digits.find_first_not_of("0.") == std::string::npos;
  return (value < 0 && !zero ? "-" : "") + WithCommas(digits);
}

std::string SignedGrouped(double value, int decimals) {
  std::string text = Grouped(value, decimals);
  const bool zero = text.find_first_not_of("-0.,") == std::string::npos;
  return value > 0 && !zero ? "+" + text : text;
}

std::string Percent(double fraction, int decimals) {
  return Grouped(fraction * 100, decimals) + "%";
}

std::string SignedPercent(double fraction, int decimals) {
  return SignedGrouped(fraction * 100, decimals) + "%";
}

std::string PriceText(double price) {
  const double size = std::abs(price);
  if (size >= 1000) return Grouped(price, 2);
  if (size >= 1 || size == 0) return Grouped(price, 4);
  const int decimals = std::min(4 - static_cast<int>(std::floor(std::log10(size))), 12);
  return Grouped(price, decimals);
}

std::string Compact(double value) {
  static constexpr std::array<std::pair<double, const char*>, 4> kUnits = {
      {{1e12, " T"}, {1e9, " G"}, {1e6, " M"}, {1e3, " k"}}};
  for (const auto& [unit, name] : kUnits) {
    if (std::abs(value) < unit * 0.99995) continue;
    const double scaled = value / unit;
    return fmt::format("{:.{}g}{}", scaled, std::abs(scaled) >= 1000 ? 4 : 3, name);
  }
  return fmt::format("{:.3g}", value == 0 ? 0.0 : value);
}

std::string Shortest(double value) {
  CHECK(std::isfinite(value), "an absent number is not printed as one");
  return fmt::format("{}", value == 0 ? 0.0 : value);
}

std::string Span(double seconds) {
  static constexpr std::array<std::pair<double, const char*>, 5> kUnits = {
      {{31536000, "y"}, {86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}}};
  double rest = std::round(seconds);
  if (rest == 0 && seconds > 0) return fmt::format("{:.0f} ms", seconds * 1e3);
  std::string text;
  int parts = 0;
  for (const auto& [unit, name] : kUnits) {
    const double count = std::floor(rest / unit);
    if (count > 0 && parts < 2) text += fmt::format("{}{:.0f} {}", parts ? " " : "", count, name);
    if (count > 0 || parts > 0) ++parts;
    rest -= count * unit;
  }
  return text.empty() ? "0 s" : text;
}

std::string UpperCase(std::string_view word) {
  std::string text(word);
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

std::string EscapeXml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        // Control characters cannot stand in XML at all.
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return out;
}

}  // namespace keel::research
