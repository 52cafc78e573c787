// SPDX-License-Identifier: MIT
// Content hashes for provenance and reproducibility: XXH3, 128 bits, streaming. Not for tamper
// evidence; an audit chain needs a cryptographic hash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace keel::base {

/// 64-bit hash of a short text; stable over machines and releases.
uint64_t Hash64(std::string_view text);

/// Streaming 128-bit hash over bytes. Small appends are gathered in a buffer first.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;

  void Append(const void* bytes, size_t size);
  void Append(std::string_view text) { Append(text.data(), text.size()); }
  /// 32 lower-case hex digits of everything appended so far; appending may go on.
  std::string Hex() const;

  /// What has been appended, for another process to go on from: a few hundred bytes.
  std::string Save() const;
  /// kUnsupported for what another version of the library has saved, or nobody.
  static Result<Hasher> Restore(std::string_view saved);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace keel::base
