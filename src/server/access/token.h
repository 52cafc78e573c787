// SPDX-License-Identifier: MIT
// Opaque proofs of 256 random bits. Whoever holds the text is let in, so the server keeps only its
// hash: what is read from its memory or its files opens nothing.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "server/access/entropy.h"

namespace keel::server {

/// BLAKE2b-256 of a token. Equal ones are found in a time that does not depend on the bytes.
struct TokenHash {
  std::array<unsigned char, 32> bytes{};

  /// 64 lower-case hex digits.
  std::string Hex() const;
  /// Reads what Hex writes. kUsage otherwise.
  static base::Result<TokenHash> Parse(std::string_view hex);
  friend bool operator==(const TokenHash& a, const TokenHash& b);
};

/// Length of a token's text.
inline constexpr size_t kTokenSize = 43;

/// A new one: 256 bits as 43 characters of base64url (RFC 4648, section 5) without padding.
base::Secret NewToken(const Entropy& entropy);
/// A public name of so many random bytes, in hex.
std::string NewId(const Entropy& entropy, size_t bytes);

TokenHash HashToken(std::string_view token);
/// What a token is called where it must not be told: 16 hex digits of its hash.
std::string TokenId(const TokenHash& hash);

}  // namespace keel::server
