// SPDX-License-Identifier: MIT
#include "venues/binance/client_order_id.h"

#include <algorithm>

namespace keel::venues::binance {

bool IsClientOrderId(std::string_view text) {
  return !text.empty() && text.size() <= 36 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

}  // namespace keel::venues::binance
