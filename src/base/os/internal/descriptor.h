// SPDX-License-Identifier: MIT
// An open file of the operating system, closed when it goes out of scope.
#pragma once

#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace keel::base::os::internal {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { Close(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;

  bool valid() const { return number_ >= 0; }
  int get() const { return number_; }
  void Close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

/// "cannot `action` `path`: reason", kNotFound for a missing file and kIo for the rest.
tl::unexpected<Error> IoError(std::string_view action, const std::string& path, int error_number);

}  // namespace keel::base::os::internal
