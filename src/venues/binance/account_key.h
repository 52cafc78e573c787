// SPDX-License-Identifier: MIT
// The key of an account and what signs with it: HMAC or Ed25519, told from the secret itself. The
// secret never leaves; what goes out is the key's name and signatures.
#pragma once

#include <memory>
#include <optional>

#include "base/result.h"
#include "base/secret.h"
#include "net/sign.h"
#include "venues/binance/requests.h"

namespace keel::venues::binance {

class AccountKey {
 public:
  /// `secret` is an HMAC secret, or an Ed25519 private key as PEM. kUsage where one of the two is
  /// missing, is a known example, has characters that no key has, or the PEM is not of such a key.
  static base::Result<AccountKey> Open(base::Secret key, base::Secret secret);

  std::string_view api_key() const { return key_.Reveal(); }
  /// Whether a WebSocket session can be logged on with it: Ed25519 keys only.
  bool can_log_on() const { return secrets_->ed25519.has_value(); }
  const Signer& signer() const { return signer_; }

 private:
  struct Secrets {
    std::optional<net::HmacSha256Key> hmac;
    std::optional<net::Ed25519Key> ed25519;
  };
  AccountKey(base::Secret key, std::shared_ptr<const Secrets> secrets);

  base::Secret key_;
  std::shared_ptr<const Secrets> secrets_;  // the signer's too
  Signer signer_;
};

}  // namespace keel::venues::binance
