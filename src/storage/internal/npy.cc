// SPDX-License-Identifier: MIT
#include "storage/internal/npy.h"

#include <fmt/format.h>

#include <charconv>

namespace keel::storage::internal {
namespace {

constexpr std::string_view kMagic{"\x93NUMPY\x01\x00", 8};
constexpr size_t kPrefix = 10;  // magic, version, and two bytes of header length

base::Result<std::string_view> Corrupt(std::string why) {
  return base::Fail(base::ErrorCode::kCorrupt, std::move(why));
}

}  // namespace

std::string NpyHeader(std::string_view descr, int64_t rows) {
  std::string text =
      fmt::format("{{'descr': {}, 'fortran_order': False, 'shape': ({},), }}", descr, rows);
  const size_t size = (kPrefix + text.size() + 1 + 63) / 64 * 64;
  text.append(size - kPrefix - text.size() - 1, ' ');
  text += '\n';
  std::string header(kMagic);
  header += static_cast<char>(text.size() & 0xff);
  header += static_cast<char>(text.size() >> 8);
  return header + text;
}

base::Result<std::string_view> NpyRows(std::string_view bytes, std::string_view descr,
                                       size_t row_size) {
  if (bytes.size() < kPrefix || bytes.substr(0, kMagic.size()) != kMagic) {
    return Corrupt("it is not a NumPy 1.0 array");
  }
  const auto low = static_cast<unsigned char>(bytes[8]);
  const auto high = static_cast<unsigned char>(bytes[9]);
  const size_t header_size = kPrefix + low + 256U * high;
  if (header_size > bytes.size() || header_size % 64 != 0) return Corrupt("its header is cut off");
  const std::string_view text = bytes.substr(kPrefix, header_size - kPrefix);
  if (text.find(fmt::format("'descr': {}", descr)) == std::string_view::npos ||
      text.find("'fortran_order': False") == std::string_view::npos) {
    return Corrupt("its columns are not those of this kind of series");
  }
  constexpr std::string_view kShape = "'shape': (";
  const size_t at = text.find(kShape);
  uint64_t rows = 0;
  const char* const end = text.data() + text.size();
  const char* const begin = at == std::string_view::npos ? end : text.data() + at + kShape.size();
  const auto parsed = std::from_chars(begin, end, rows);
  if (parsed.ec != std::errc() || end - parsed.ptr < 2 || std::string_view(parsed.ptr, 2) != ",)") {
    return Corrupt("its header does not say how many rows it has");
  }
  const std::string_view body = bytes.substr(header_size);
  if (rows > bytes.size() || body.size() != rows * row_size) {
    return Corrupt(fmt::format("it holds {} bytes of rows where its header promises {} rows of {}",
                               body.size(), rows, row_size));
  }
  return body;
}

}  // namespace keel::storage::internal
