// SPDX-License-Identifier: MIT
#include "research/report/npy.h"

#include <fmt/format.h>

#include <bit>

namespace keel::research {

static_assert(std::endian::native == std::endian::little, "NumPy files are written as they lie");

std::string NpyHeader(std::string_view descr, std::string_view shape) {
  std::string dictionary =
      fmt::format("{{'descr': {}, 'fortran_order': False, 'shape': {}, }}", descr, shape);
  // Magic, version and length take 10 bytes; the header ends with a newline at a multiple of 64.
  dictionary.append(63 - (10 + dictionary.size()) % 64, ' ');
  dictionary += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(dictionary.size() & 0xFF);
  bytes += static_cast<char>(dictionary.size() >> 8);
  return bytes + dictionary;
}

}  // namespace keel::research
