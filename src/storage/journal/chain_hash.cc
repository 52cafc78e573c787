// SPDX-License-Identifier: MIT
#include "storage/journal/chain_hash.h"

#include <fmt/format.h>

namespace keel::storage {
namespace {

int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string ChainHash::Hex() const {
  std::string text;
  for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

base::Result<ChainHash> ChainHash::Parse(std::string_view hex) {
  ChainHash hash;
  bool valid = hex.size() == 2 * hash.bytes.size();
  for (size_t i = 0; valid && i < hash.bytes.size(); ++i) {
    const int high = DigitOf(hex[2 * i]);
    const int low = DigitOf(hex[2 * i + 1]);
    valid = high >= 0 && low >= 0;
    hash.bytes[i] = static_cast<unsigned char>(16 * high + low);
  }
  if (valid) return hash;
  return base::Fail(
      base::ErrorCode::kUsage,
      fmt::format("\"{}\" is no head hash; it is 64 hex digits, as verify-journal prints them",
                  hex.substr(0, 80)));
}

}  // namespace keel::storage
