// SPDX-License-Identifier: MIT
// The bytes of a record from one BOOST_DESCRIBE_STRUCT line: the same line writes a struct and
// reads it back. Fixed sizes, little-endian, members in the order of their description; hostile
// bytes are an error that names the field, never more memory than they are long.
#pragma once

#include <array>
#include <bit>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/amount.h"

namespace keel::storage {

/// The bytes of `value`, which is a described struct (members without their names), bool (a byte),
/// integer, double, enum with a BOOST_DESCRIBE_ENUM line (a byte), Decimal, Price or Quantity (16
/// bytes), time or duration (8), string or vector (count of 4 bytes, then the items), array (the
/// items), optional (a byte, then perhaps the value) or variant (a byte, then the alternative).
template <typename T>
std::string EncodeRecord(const T& value);

/// Reads what EncodeRecord wrote. kCorrupt names the field: bytes that end early or go on, a flag
/// that is neither 0 nor 1, an enumerator or alternative that does not exist, a count that the rest
/// of the bytes cannot hold.
template <typename T>
base::Result<T> DecodeRecord(std::string_view bytes);

}  // namespace keel::storage

#include "storage/journal/internal/record_codec_impl.h"
