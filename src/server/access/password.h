// SPDX-License-Identifier: MIT
// Passwords are kept as Argon2id hashes (RFC 9106), which cost whoever guesses as much as they cost
// us. They cost us memory too, so only a few are computed at a time, however many people log in.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "server/access/entropy.h"

namespace keel::server {

/// What one hash costs. The lanes are always 1.
struct PasswordCost {
  uint64_t passes = 3;
  size_t memory_bytes = size_t{64} * 1024 * 1024;
  int at_once = 2;  ///< hashes computed at the same time; further callers wait
};

/// Any number of threads may use one. Each call takes about 0.2 s, and longer where it must wait,
/// so none belongs on the thread of a loop.
class PasswordHasher {
 public:
  /// Computes one hash, of a password that nobody knows: kIo where there is not the memory for it.
  /// The salts of the hashes are libsodium's own draws; `entropy` is for that password alone.
  static base::Result<std::unique_ptr<PasswordHasher>> Make(const PasswordCost& cost,
                                                            const Entropy& entropy);

  /// The hash as text that names its algorithm, cost and salt ("$argon2id$..."). kIo without
  /// memory.
  base::Result<std::string> Hash(const base::Secret& password) const;
  /// Whether `password` is the one that was hashed. Without the memory it is not.
  bool Verify(const std::string& hash, const base::Secret& password) const;
  /// The work of Verify for a user who does not exist; always false.
  bool VerifyNobody(const base::Secret& password) const;
  /// Whether a hash was made at another cost, or is none.
  bool NeedsRehash(const std::string& hash) const;

 private:
  class Turn;
  explicit PasswordHasher(const PasswordCost& cost) : cost_(cost), free_(cost.at_once) {}

  const PasswordCost cost_;
  std::string nobody_;
  mutable std::mutex mutex_;  // of free_
  mutable std::condition_variable freed_;
  mutable int free_;
};

/// Refuses (kUsage, saying why) a password of fewer than 8 or more than 256 characters of Unicode,
/// one that everybody tries first, one letter again and again, and the name of its user.
base::Status CheckPassword(const base::Secret& password, std::string_view user);

}  // namespace keel::server
