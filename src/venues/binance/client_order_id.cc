// SPDX-License-Identifier: MIT
#include "venues/binance/client_order_id.h"

#include <algorithm>

namespace keel::venues::binance {
namespace {

constexpr std::string_view kPrefix = "keel-";
constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";

void Append(uint64_t value, std::string* to) {
  const size_t begin = to->size();
  do {
    *to += kDigits[value % 36];
    value /= 36;
  } while (value != 0);
  std::reverse(to->begin() + static_cast<std::ptrdiff_t>(begin), to->end());
}

/// Of more digits than 64 bits hold some are lost, and then it is not spelled as it was.
std::optional<uint64_t> ReadNumber(std::string_view text) {
  uint64_t value = 0;
  for (const char c : text) {
    const size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    value = value * 36 + digit;
  }
  return value;
}

}  // namespace

std::string ClientOrderId(uint64_t session, core::OrderId order) {
  std::string id(kPrefix);
  Append(session, &id);
  id += '-';
  Append(order.value, &id);
  return id;
}

std::optional<OwnOrder> ReadClientOrderId(std::string_view text) {
  if (!text.starts_with(kPrefix)) return std::nullopt;
  const std::string_view rest = text.substr(kPrefix.size());
  const size_t hyphen = rest.find('-');
  if (hyphen == std::string_view::npos) return std::nullopt;
  const auto session = ReadNumber(rest.substr(0, hyphen));
  const auto order = ReadNumber(rest.substr(hyphen + 1));
  if (!session || !order) return std::nullopt;
  const OwnOrder own{*session, core::OrderId{*order}};
  // Only the one spelling of a number counts: no leading zero, none left out.
  if (ClientOrderId(own.session, own.order) != text) return std::nullopt;
  return own;
}

bool IsClientOrderId(std::string_view text) {
  return !text.empty() && text.size() <= 36 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

}  // namespace keel::venues::binance
