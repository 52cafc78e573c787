// SPDX-License-Identifier: MIT
#include "base/os/internal/descriptor.h"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

namespace keel::base::os::internal {

tl::unexpected<Error> IoError(std::string_view action, const std::string& path, int error_number) {
  const bool missing = error_number == ENOENT;
  return Fail(
      missing ? ErrorCode::kNotFound : ErrorCode::kIo,
      fmt::format("cannot {} {}: {}", action, path, std::generic_category().message(error_number)));
}

}  // namespace keel::base::os::internal
