// SPDX-License-Identifier: MIT
#include "exchange/api_keys.h"

#include <algorithm>

#include "base/check.h"
#include "base/random.h"

namespace keel::exchange {
namespace {

constexpr std::string_view kLetters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr size_t kKeyLetters = 64;
constexpr std::string_view kMark = "KeelTest";

std::string RandomKey(base::RandomStream& random) {
  std::string key(kMark);
  while (key.size() < kKeyLetters) key += kLetters[random.NextBelow(kLetters.size())];
  return key;
}

// PKCS #8 of an Ed25519 key (RFC 8410) is this prefix and the 32 bytes of its seed.
std::string PemOf(std::string_view seed) {
  constexpr std::string_view kPrefix(
      "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 16);
  std::string der(kPrefix);
  der += seed;
  std::string pem =
      "-----BEGIN PRIVATE KEY-----\n" + net::Base64Encode(der) + "\n-----END PRIVATE KEY-----\n";
  base::Wipe(der);
  return pem;
}

}  // namespace

bool IsTestKey(std::string_view key_or_secret) { return key_or_secret.starts_with(kMark); }

bool ApiKey::Verify(std::string_view payload, std::string_view signature) const {
  if (ed25519) return ed25519->Verify(payload, signature);
  std::string sent(signature);  // hexadecimal in either case
  std::ranges::transform(sent, sent.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return net::ConstantTimeEqual(net::HmacSha256Hex(hmac, payload), sent);
}

TestKeys KeyRing::AddTestKeys(uint64_t seed, AccountId account) {
  base::RandomStream random(seed, "exchange.keys", account);
  TestKeys keys;
  keys.hmac_key = RandomKey(random);
  std::string secret = RandomKey(random);
  keys.hmac_secret = base::Secret::Take(secret);
  keys.ed25519_key = RandomKey(random);
  std::string bytes;
  for (int i = 0; i < 32; ++i) bytes += static_cast<char>(random.NextBelow(256));
  std::string pem = PemOf(bytes);
  keys.ed25519_private_pem = base::Secret::Take(pem);
  auto private_key = net::Ed25519Key::FromSeed(base::Secret::Take(bytes));
  CHECK(private_key, "any 32 bytes are an Ed25519 seed");
  keys_[keys.hmac_key] = {account, keys.hmac_secret.Clone(), std::nullopt};
  keys_[keys.ed25519_key] = {account, base::Secret(), std::move(*private_key)};
  return keys;
}

const ApiKey* KeyRing::Find(std::string_view key) const {
  const auto found = keys_.find(key);
  return found == keys_.end() ? nullptr : &found->second;
}

}  // namespace keel::exchange
