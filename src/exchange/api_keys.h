// SPDX-License-Identifier: MIT
// Who may speak for which account: API keys with the secret of HMAC-SHA256 or the public half of an
// Ed25519 key. Test keys are made from the seed, so that a script can know them beforehand.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "exchange/accounts.h"
#include "net/sign.h"

namespace keel::exchange {

struct ApiKey {
  AccountId account = 0;
  base::Secret hmac;  ///< empty of an Ed25519 key
  std::optional<net::Ed25519Key> ed25519;

  /// Whether `signature` (hex of HMAC, base64 of Ed25519) is this key's of `payload`.
  bool Verify(std::string_view payload, std::string_view signature) const;
};

/// Whether it is a key or an HMAC secret that AddTestKeys made: known to everybody.
bool IsTestKey(std::string_view key_or_secret);

/// The keys of a test account, for its owner's eyes.
struct TestKeys {
  std::string hmac_key;
  base::Secret hmac_secret;
  std::string ed25519_key;
  base::Secret ed25519_private_pem;
};

class KeyRing {
 public:
  /// Makes both kinds of keys for an account, a pure function of seed and account.
  TestKeys AddTestKeys(uint64_t seed, AccountId account);
  /// Null where nobody has it.
  const ApiKey* Find(std::string_view key) const;

 private:
  std::map<std::string, ApiKey, std::less<>> keys_;
};

}  // namespace keel::exchange
