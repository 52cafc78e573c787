// SPDX-License-Identifier: MIT
#include "server/access/token.h"

#include <sodium.h>

#include <vector>

namespace keel::server {
namespace {

std::string ToHex(std::span<const unsigned char> bytes) {
  std::string text(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

}  // namespace

std::string TokenHash::Hex() const { return ToHex(bytes); }

base::Result<TokenHash> TokenHash::Parse(std::string_view hex) {
  TokenHash hash;
  size_t read = 0;
  const bool whole = hex.size() == 2 * hash.bytes.size() &&
                     sodium_hex2bin(hash.bytes.data(), hash.bytes.size(), hex.data(), hex.size(),
                                    nullptr, &read, nullptr) == 0 &&
                     read == hash.bytes.size();
  if (whole) return hash;
  return base::Fail(base::ErrorCode::kUsage, "the hash of a key is 64 hex digits: restore it");
}

bool operator==(const TokenHash& a, const TokenHash& b) {
  return sodium_memcmp(a.bytes.data(), b.bytes.data(), a.bytes.size()) == 0;
}

base::Secret NewToken(const Entropy& entropy) {
  std::array<unsigned char, 32> bytes{};
  entropy(bytes);
  std::array<char, kTokenSize + 1> text{};
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  base::Secret token(std::string_view(text.data(), kTokenSize));
  sodium_memzero(bytes.data(), bytes.size());
  sodium_memzero(text.data(), text.size());
  return token;
}

std::string NewId(const Entropy& entropy, size_t bytes) {
  std::vector<unsigned char> drawn(bytes);
  entropy(drawn);
  return ToHex(drawn);
}

TokenHash HashToken(std::string_view token) {
  TokenHash hash;
  crypto_generichash(hash.bytes.data(), hash.bytes.size(),
                     reinterpret_cast<const unsigned char*>(token.data()), token.size(), nullptr,
                     0);
  return hash;
}

std::string TokenId(const TokenHash& hash) { return hash.Hex().substr(0, 16); }

}  // namespace keel::server
