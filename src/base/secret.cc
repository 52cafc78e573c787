// SPDX-License-Identifier: MIT
#include "base/secret.h"

#include <cstring>
#include <ostream>
#include <utility>

namespace keel::base {

void Wipe(std::string& text) {
  text.resize(text.capacity());
  ::explicit_bzero(text.data(), text.size());
  text.clear();
}

Secret::Secret(std::string_view text)
    : bytes_(text.empty() ? nullptr : new char[text.size()]), size_(text.size()) {
  if (size_ > 0) std::memcpy(bytes_.get(), text.data(), size_);
}

Secret Secret::Take(std::string& text) {
  Secret secret(text);
  Wipe(text);
  return secret;
}

Secret::~Secret() {
  if (bytes_) ::explicit_bzero(bytes_.get(), size_);
}

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(size_, other.size_);
  return *this;
}

std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "***"; }

}  // namespace keel::base
