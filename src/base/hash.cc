// SPDX-License-Identifier: MIT
#include "base/hash.h"

#include <fmt/format.h>

#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace keel::base {

struct Hasher::State {
  XXH3_state_t xxh;
};

uint64_t Hash64(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

Hasher::Hasher() : state_(std::make_unique<State>()) { XXH3_128bits_reset(&state_->xxh); }
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::Append(const void* bytes, size_t size) {
  XXH3_128bits_update(&state_->xxh, bytes, size);
}

std::string Hasher::Hex() const {
  const XXH128_hash_t digest = XXH3_128bits_digest(&state_->xxh);
  return fmt::format("{:016x}{:016x}", digest.high64, digest.low64);
}

// All of the state but the address of the secret, which is that of this process.
std::string Hasher::Save() const {
  XXH3_state_t copy = state_->xxh;
  copy.extSecret = nullptr;
  return fmt::format("{} ", XXH_VERSION_NUMBER) +
         std::string(reinterpret_cast<const char*>(&copy), sizeof copy);
}

Result<Hasher> Hasher::Restore(std::string_view saved) {
  const std::string version = fmt::format("{} ", XXH_VERSION_NUMBER);
  Hasher hasher;
  XXH3_state_t& state = hasher.state_->xxh;
  if (!saved.starts_with(version) || saved.size() != version.size() + sizeof state) {
    return Fail(ErrorCode::kUnsupported, "a hash that another version has begun");
  }
  const auto* const secret = state.extSecret;
  std::memcpy(&state, saved.data() + version.size(), sizeof state);
  state.extSecret = secret;
  return hasher;
}

}  // namespace keel::base
