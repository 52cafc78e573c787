// SPDX-License-Identifier: MIT
#include "storage/journal/internal/chain_hasher.h"

#include <openssl/evp.h>

#include "base/check.h"

namespace keel::storage::internal {

struct ChainHasher::State {
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(algorithm);
  }
};

ChainHasher::ChainHasher() : state_(std::make_unique<State>()) {
  CHECK(state_->algorithm != nullptr && state_->context != nullptr, "OpenSSL has no SHA-256");
}
ChainHasher::~ChainHasher() = default;
ChainHasher::ChainHasher(ChainHasher&&) noexcept = default;
ChainHasher& ChainHasher::operator=(ChainHasher&&) noexcept = default;

ChainHash ChainHasher::Of(std::initializer_list<std::string_view> pieces) {
  ChainHash hash;
  bool done = EVP_DigestInit_ex(state_->context, state_->algorithm, nullptr) == 1;
  for (const std::string_view piece : pieces) {
    done = done && EVP_DigestUpdate(state_->context, piece.data(), piece.size()) == 1;
  }
  done = done && EVP_DigestFinal_ex(state_->context, hash.bytes.data(), nullptr) == 1;
  CHECK(done, "SHA-256 in memory cannot fail");
  return hash;
}

}  // namespace keel::storage::internal
