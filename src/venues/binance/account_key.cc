// SPDX-License-Identifier: MIT
#include "venues/binance/account_key.h"

#include <algorithm>

#include "net/known_secret.h"

namespace keel::venues::binance {

using base::ErrorCode;

base::Result<AccountKey> AccountKey::Open(base::Secret key, base::Secret secret) {
  if (key.empty() || secret.empty()) {
    return base::Fail(ErrorCode::kUsage,
                      "the account needs both an API key and its secret; one of them is empty");
  }
  if (net::IsKnownSecret(key.Reveal()) || net::IsKnownSecret(secret.Reveal())) {
    return base::Fail(ErrorCode::kUsage,
                      "the API key or its secret is an example that everybody knows; make a key of "
                      "your own at the venue");
  }
  const auto is_plain = [](char c) { return c > ' ' && c < '\x7f'; };
  if (!std::ranges::all_of(key.Reveal(), is_plain)) {
    return base::Fail(ErrorCode::kUsage,
                      "the API key has blanks or other characters that no key has; copy it again");
  }
  auto secrets = std::make_shared<Secrets>();
  if (secret.Reveal().find("-----BEGIN") != std::string_view::npos) {
    TRY(secrets->ed25519, net::Ed25519Key::FromPrivatePem(secret));
  } else {
    secrets->hmac.emplace(secret);
  }
  return AccountKey(std::move(key), std::move(secrets));
}

AccountKey::AccountKey(base::Secret key, std::shared_ptr<const Secrets> secrets)
    : key_(std::move(key)),
      secrets_(std::move(secrets)),
      signer_([secrets = secrets_](std::string_view payload) {
        return secrets->ed25519 ? secrets->ed25519->SignBase64(payload)
                                : secrets->hmac->Hex(payload);
      }) {}

}  // namespace keel::venues::binance
