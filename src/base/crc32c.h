// SPDX-License-Identifier: MIT
// The checksum of frames on disk: CRC-32C (Castagnoli). It finds every burst of up to 32 damaged
// bits, and the processor computes it by itself. It proves no authorship.
#pragma once

#include <cstdint>
#include <string_view>

namespace keel::base {

/// CRC-32C of `bytes` (polynomial 0x1EDC6F41, reflected, as in RFC 3720). `before` is the checksum
/// of what went before: Crc32c(a + b) == Crc32c(b, Crc32c(a)).
uint32_t Crc32c(std::string_view bytes, uint32_t before = 0);

namespace internal {
/// The same by a table, for processors without the instruction.
uint32_t Crc32cByTable(std::string_view bytes, uint32_t before);
}  // namespace internal

}  // namespace keel::base
