// SPDX-License-Identifier: MIT
#include "server/access/password.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "net/known_secret.h"
#include "server/access/token.h"

namespace keel::server {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr size_t kFewest = 8;
constexpr size_t kMost = 256;
constexpr size_t kMostBytes = 4 * kMost;  // of UTF-8

constexpr std::string_view kCommon[] = {
#include "server/access/common_passwords.inc"
};
static_assert(std::ranges::is_sorted(kCommon));

size_t CountCharacters(std::string_view utf8) {
  return static_cast<size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) >> 6) != 2; }));
}

/// libsodium takes no null, not even for no bytes.
std::string_view BytesOf(const base::Secret& password) {
  return password.empty() ? std::string_view("") : password.Reveal();
}

bool IsCommon(std::string_view lower) {
  return std::ranges::binary_search(kCommon, lower) || net::IsKnownSecret(lower) ||
         lower.find_first_not_of(lower.front()) == std::string_view::npos;
}

}  // namespace

/// One of the few places; its maker waits until one is free.
class PasswordHasher::Turn {
 public:
  explicit Turn(const PasswordHasher& hasher) : hasher_(hasher) {
    std::unique_lock lock(hasher_.mutex_);
    hasher_.freed_.wait(lock, [&] { return hasher_.free_ > 0; });
    --hasher_.free_;
  }
  ~Turn() {
    {
      const std::lock_guard lock(hasher_.mutex_);
      ++hasher_.free_;
    }
    hasher_.freed_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  const PasswordHasher& hasher_;
};

base::Result<std::unique_ptr<PasswordHasher>> PasswordHasher::Make(const PasswordCost& cost,
                                                                   const Entropy& entropy) {
  if (sodium_init() < 0) return Fail(ErrorCode::kIo, "libsodium cannot start: install it anew");
  std::unique_ptr<PasswordHasher> hasher(new PasswordHasher(cost));
  TRY(hasher->nobody_, hasher->Hash(NewToken(entropy)));
  return hasher;
}

base::Result<std::string> PasswordHasher::Hash(const base::Secret& password) const {
  const Turn turn(*this);
  std::array<char, crypto_pwhash_STRBYTES> text{};
  const std::string_view bytes = BytesOf(password);
  if (crypto_pwhash_str_alg(text.data(), bytes.data(), bytes.size(), cost_.passes,
                            cost_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return Fail(ErrorCode::kIo, "there is no memory to hash a password: free some");
  }
  return std::string(text.data());
}

bool PasswordHasher::Verify(const std::string& hash, const base::Secret& password) const {
  const std::string_view bytes = BytesOf(password);
  if (bytes.size() > kMostBytes) return false;
  const Turn turn(*this);
  return crypto_pwhash_str_verify(hash.c_str(), bytes.data(), bytes.size()) == 0;
}

bool PasswordHasher::VerifyNobody(const base::Secret& password) const {
  Verify(nobody_, password);
  return false;
}

bool PasswordHasher::NeedsRehash(const std::string& hash) const {
  return !hash.starts_with(crypto_pwhash_argon2id_STRPREFIX) ||
         crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.passes, cost_.memory_bytes) != 0;
}

base::Status CheckPassword(const base::Secret& password, std::string_view user) {
  const std::string_view text = password.Reveal();
  const size_t characters = CountCharacters(text);
  if (characters < kFewest) {
    return Fail(ErrorCode::kUsage, "the password has fewer than 8 characters: take a longer one");
  }
  if (characters > kMost || text.size() > kMostBytes) {
    return Fail(ErrorCode::kUsage, "the password has more than 256 characters: take a shorter one");
  }
  std::string lower = base::ToLower(text);
  const bool common = IsCommon(lower);
  const bool is_name = lower == base::ToLower(user);
  base::Wipe(lower);
  if (common) {
    return Fail(ErrorCode::kUsage,
                "the password is one of those that everybody tries first: take another");
  }
  if (is_name) return Fail(ErrorCode::kUsage, "the password is the user's name: take another");
  return {};
}

}  // namespace keel::server
