// SPDX-License-Identifier: MIT
// What proves to a venue who we are, and to us that a text is what it was: signatures, hashes and
// the encodings around them. All of it is OpenSSL behind plain texts; nothing here is home-made.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

struct evp_pkey_st;
struct evp_mac_ctx_st;

namespace keel::net {

/// HMAC-SHA256 (RFC 2104, FIPS 180-4) of `message`, as 64 lower-case hex digits.
std::string HmacSha256Hex(const base::Secret& key, std::string_view message);
/// The same as 32 raw bytes.
std::string HmacSha256(const base::Secret& key, std::string_view message);
/// A key for many of them: what OpenSSL looks up for each is looked up once. Any number of threads
/// may use one.
class HmacSha256Key {
 public:
  explicit HmacSha256Key(const base::Secret& key);
  /// As HmacSha256Hex.
  std::string Hex(std::string_view message) const;

 private:
  struct Free {
    void operator()(evp_mac_ctx_st* context) const;
  };
  mutable std::mutex mutex_;  // of the context
  std::unique_ptr<evp_mac_ctx_st, Free> context_;
};
/// SHA-256 as 32 raw bytes.
std::string Sha256(std::string_view bytes);
std::string ToHex(std::string_view bytes);

/// Base64 with padding (RFC 4648, section 4), without line breaks.
std::string Base64Encode(std::string_view bytes);
/// kUsage where `text` is not padded base64 of the plain alphabet.
base::Result<std::string> Base64Decode(std::string_view text);

/// Whether two texts are equal, in a time that depends on their lengths alone.
bool ConstantTimeEqual(std::string_view a, std::string_view b);

/// One Ed25519 key (RFC 8032): private ones sign and verify, public ones verify.
class Ed25519Key {
 public:
  /// Reads a PEM private key (PKCS #8, not encrypted). kUsage where it is none, or of another kind.
  static base::Result<Ed25519Key> FromPrivatePem(const base::Secret& pem);
  /// Reads a PEM public key (SubjectPublicKeyInfo).
  static base::Result<Ed25519Key> FromPublicPem(std::string_view pem);
  /// Makes a private key of its 32 bytes of seed.
  static base::Result<Ed25519Key> FromSeed(const base::Secret& seed);

  bool can_sign() const { return can_sign_; }
  /// The public half as 32 raw bytes.
  std::string PublicBytes() const;
  /// The signature of `message` in base64. Requires can_sign().
  std::string SignBase64(std::string_view message) const;
  /// Whether `signature_base64` is this key's signature of `message`.
  bool Verify(std::string_view message, std::string_view signature_base64) const;

 private:
  struct Free {
    void operator()(evp_pkey_st* key) const;
  };
  using Handle = std::unique_ptr<evp_pkey_st, Free>;
  static base::Result<Ed25519Key> Take(evp_pkey_st* key, bool can_sign, const char* what);
  Ed25519Key(Handle key, bool can_sign) : key_(std::move(key)), can_sign_(can_sign) {}

  Handle key_;
  bool can_sign_;
};

}  // namespace keel::net
