// SPDX-License-Identifier: MIT
#include "net/sign.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/sha.h>

#include <array>
#include <climits>
#include <utility>

#include "base/check.h"

namespace keel::net {
namespace {

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// A PEM text that asks for a password must not stop the program at a prompt.
int NoPassword(char*, int, int, void*) { return -1; }

std::unique_ptr<BIO, FreeBio> Reader(std::string_view text) {
  CHECK(text.size() < INT_MAX, "a key fits into memory");
  return std::unique_ptr<BIO, FreeBio>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

}  // namespace

std::string ToHex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex(2 * bytes.size(), '\0');
  for (size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    hex[2 * i] = kDigits[byte >> 4];
    hex[2 * i + 1] = kDigits[byte & 15];
  }
  return hex;
}

std::string HmacSha256(const base::Secret& key, std::string_view message) {
  std::string mac(SHA256_DIGEST_LENGTH, '\0');
  const std::string_view bytes = key.Reveal();
  CHECK(bytes.size() < INT_MAX, "a key fits into memory");
  // A null key means "the one of before" to OpenSSL, so an empty one still needs an address.
  const void* start = bytes.empty() ? static_cast<const void*>("") : bytes.data();
  const auto* done = HMAC(EVP_sha256(), start, static_cast<int>(bytes.size()), Bytes(message),
                          message.size(), Bytes(mac), nullptr);
  CHECK(done != nullptr, "HMAC-SHA256 cannot fail");
  return mac;
}

std::string HmacSha256Hex(const base::Secret& key, std::string_view message) {
  return ToHex(HmacSha256(key, message));
}

void HmacSha256Key::Free::operator()(evp_mac_ctx_st* context) const { EVP_MAC_CTX_free(context); }

HmacSha256Key::HmacSha256Key(const base::Secret& key) {
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  context_.reset(EVP_MAC_CTX_new(mac));
  EVP_MAC_free(mac);  // the context keeps it
  std::string digest = "SHA256";
  const std::array<OSSL_PARAM, 2> parameters = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_end()};
  const std::string_view bytes = key.Reveal();
  // A null key means "the one of before" to OpenSSL, so an empty one still needs an address.
  const auto* start = bytes.empty() ? Bytes(std::string_view("")) : Bytes(bytes);
  CHECK(context_ != nullptr &&
            EVP_MAC_init(context_.get(), start, bytes.size(), parameters.data()) == 1,
        "HMAC-SHA256 cannot fail");
}

std::string HmacSha256Key::Hex(std::string_view message) const {
  std::string mac(SHA256_DIGEST_LENGTH, '\0');
  size_t size = 0;
  const std::lock_guard lock(mutex_);
  // No key: begin again with the one of before. A copy of the context would take a dozen
  // allocations.
  CHECK(EVP_MAC_init(context_.get(), nullptr, 0, nullptr) == 1 &&
            EVP_MAC_update(context_.get(), Bytes(message), message.size()) == 1 &&
            EVP_MAC_final(context_.get(), Bytes(mac), &size, mac.size()) == 1,
        "HMAC-SHA256 cannot fail");
  return ToHex(mac);
}

std::string Sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(Bytes(bytes), bytes.size(), Bytes(digest));
  return digest;
}

std::string Base64Encode(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // and a zero that OpenSSL writes
  const int written = EVP_EncodeBlock(Bytes(text), Bytes(bytes), static_cast<int>(bytes.size()));
  text.resize(static_cast<size_t>(written));
  return text;
}

base::Result<std::string> Base64Decode(std::string_view text) {
  // EVP_DecodeBlock skips spaces and takes padding anywhere, so the round trip is the check.
  std::string bytes(3 * (text.size() / 4) + 1, '\0');
  const int written =
      text.size() % 4 != 0 || text.size() > INT_MAX
          ? -1
          : EVP_DecodeBlock(Bytes(bytes), Bytes(text), static_cast<int>(text.size()));
  if (written >= 0) {
    const size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    bytes.resize(static_cast<size_t>(written) - padding);
    if (Base64Encode(bytes) == text) return bytes;
  }
  return base::Fail(base::ErrorCode::kUsage, "this is not base64; write it with its padding");
}

bool ConstantTimeEqual(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void Ed25519Key::Free::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

base::Result<Ed25519Key> Ed25519Key::Take(evp_pkey_st* key, bool can_sign, const char* what) {
  Handle handle(key);
  ERR_clear_error();
  if (!handle || EVP_PKEY_get_id(handle.get()) != EVP_PKEY_ED25519) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("this is not an Ed25519 {}; make one with `openssl genpkey "
                                  "-algorithm ed25519`",
                                  what));
  }
  return Ed25519Key(std::move(handle), can_sign);
}

base::Result<Ed25519Key> Ed25519Key::FromPrivatePem(const base::Secret& pem) {
  const auto bio = Reader(pem.Reveal());
  return Take(PEM_read_bio_PrivateKey(bio.get(), nullptr, &NoPassword, nullptr), true,
              "private key in PEM form without a password");
}

base::Result<Ed25519Key> Ed25519Key::FromPublicPem(std::string_view pem) {
  const auto bio = Reader(pem);
  return Take(PEM_read_bio_PUBKEY(bio.get(), nullptr, &NoPassword, nullptr), false,
              "public key in PEM form");
}

base::Result<Ed25519Key> Ed25519Key::FromSeed(const base::Secret& seed) {
  return Take(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Bytes(seed.Reveal()), seed.size()),
      true, "seed of 32 bytes");
}

std::string Ed25519Key::PublicBytes() const {
  std::string bytes(32, '\0');
  size_t size = bytes.size();
  CHECK(EVP_PKEY_get_raw_public_key(key_.get(), Bytes(bytes), &size) == 1 && size == 32,
        "an Ed25519 public key has 32 bytes");
  return bytes;
}

std::string Ed25519Key::SignBase64(std::string_view message) const {
  CHECK(can_sign_, "a public key cannot sign");
  const Context context(EVP_MD_CTX_new());
  std::string signature(64, '\0');
  size_t size = signature.size();
  const bool done =
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
      EVP_DigestSign(context.get(), Bytes(signature), &size, Bytes(message), message.size()) == 1;
  CHECK(done && size == 64, "signing with an Ed25519 key cannot fail");
  return Base64Encode(signature);
}

bool Ed25519Key::Verify(std::string_view message, std::string_view signature_base64) const {
  const auto signature = Base64Decode(signature_base64);
  if (!signature) return false;
  const Context context(EVP_MD_CTX_new());
  const bool valid =
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
      EVP_DigestVerify(context.get(), Bytes(*signature), signature->size(), Bytes(message),
                       message.size()) == 1;
  ERR_clear_error();
  return valid;
}

}  // namespace keel::net
