// SPDX-License-Identifier: MIT
// The recursion over types behind record_codec.h.
#pragma once

#include "storage/journal/record_codec.h"

namespace keel::storage::internal {

static_assert(std::endian::native == std::endian::little, "records are little-endian");

template <typename T>
inline constexpr bool kIsOptional = false;
template <typename T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <typename T>
inline constexpr bool kIsVector = false;
template <typename T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <typename T>
inline constexpr bool kIsArray = false;
template <typename T, size_t kSize>
inline constexpr bool kIsArray<std::array<T, kSize>> = true;
template <typename T>
inline constexpr bool kIsVariant = false;
template <typename... Ts>
inline constexpr bool kIsVariant<std::variant<Ts...>> = true;
template <typename T>
inline constexpr bool kIsAmount = false;
template <typename Tag>
inline constexpr bool kIsAmount<core::Amount<Tag>> = true;
template <typename T>
inline constexpr bool kIsInstant =
    std::is_same_v<T, base::UnixNanos> || std::is_same_v<T, base::Duration>;

template <typename T>
using RecordMembers = boost::describe::describe_members<T, boost::describe::mod_public |
                                                               boost::describe::mod_inherited>;

template <typename T>
void PutPlain(std::string* out, T value) {
  static_assert(std::is_trivially_copyable_v<T>);
  out->append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename T>
void Put(std::string* out, const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    PutPlain(out, static_cast<uint8_t>(value ? 1 : 0));
  } else if constexpr (std::is_arithmetic_v<T>) {
    PutPlain(out, value);
  } else if constexpr (std::is_enum_v<T>) {
    static_assert(boost::describe::has_describe_enumerators<T>::value,
                  "an enum in a record needs its BOOST_DESCRIBE_ENUM line");
    PutPlain(out, static_cast<uint8_t>(value));
  } else if constexpr (std::is_same_v<T, core::Decimal>) {
    PutPlain(out, value.raw());
  } else if constexpr (kIsAmount<T>) {
    Put(out, value.value());
  } else if constexpr (kIsInstant<T>) {
    PutPlain(out, value.ns);
  } else if constexpr (std::is_same_v<T, std::string>) {
    PutPlain(out, static_cast<uint32_t>(value.size()));
    out->append(value);
  } else if constexpr (kIsOptional<T>) {
    Put(out, value.has_value());
    if (value) Put(out, *value);
  } else if constexpr (kIsVector<T>) {
    PutPlain(out, static_cast<uint32_t>(value.size()));
    for (const auto& item : value) Put(out, item);
  } else if constexpr (kIsArray<T>) {
    for (const auto& item : value) Put(out, item);
  } else if constexpr (kIsVariant<T>) {
    PutPlain(out, static_cast<uint8_t>(value.index()));
    std::visit([&](const auto& alternative) { Put(out, alternative); }, value);
  } else {
    boost::mp11::mp_for_each<RecordMembers<T>>(
        [&](auto member) { Put(out, value.*member.pointer); });
  }
}

/// The bytes of a record as they are used up; after the first mistake nothing more is read.
class RecordBytes {
 public:
  explicit RecordBytes(std::string_view bytes) : left_(bytes) {}

  bool failed() const { return !why_.empty(); }
  size_t left() const { return left_.size(); }
  /// Notes a mistake at the field that is being read.
  void Fail(std::string why);
  /// The mistake, or bytes that nobody asked for.
  base::Status Finish();

  void Enter(std::string_view field) { path_.emplace_back(field); }
  void Leave() {
    if (!failed()) path_.pop_back();
  }

  template <typename T>
  T Plain() {
    T value{};
    const std::string_view bytes = Take(sizeof value);
    if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  /// A byte that is 0 or 1.
  bool Flag();
  /// A count of items of which each takes at least `least` bytes.
  size_t Count(size_t least);
  std::string String();

 private:
  /// Empty at a mistake.
  std::string_view Take(size_t size);

  std::string_view left_;
  std::vector<std::string> path_;
  std::string why_;
};

/// The fewest bytes that a value takes; a count is held against it before memory is asked for.
template <typename T>
constexpr size_t LeastSize() {
  if constexpr (std::is_same_v<T, bool> || std::is_enum_v<T> || kIsOptional<T> || kIsVariant<T>) {
    return 1;
  } else if constexpr (std::is_arithmetic_v<T>) {
    return sizeof(T);
  } else if constexpr (std::is_same_v<T, core::Decimal> || kIsAmount<T>) {
    return 16;
  } else if constexpr (kIsInstant<T>) {
    return 8;
  } else if constexpr (std::is_same_v<T, std::string> || kIsVector<T>) {
    return 4;
  } else if constexpr (kIsArray<T>) {
    return std::tuple_size_v<T> * LeastSize<typename T::value_type>();
  } else {
    size_t size = 0;
    boost::mp11::mp_for_each<RecordMembers<T>>([&](auto member) {
      size += LeastSize<std::remove_cvref_t<decltype(std::declval<T>().*member.pointer)>>();
    });
    return size;
  }
}

template <typename T>
void Get(RecordBytes& bytes, T* out);

template <typename T>
void GetEnum(RecordBytes& bytes, T* out) {
  const auto number = bytes.Plain<uint8_t>();
  bool known = false;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
      [&](auto enumerator) { known = known || static_cast<uint8_t>(enumerator.value) == number; });
  if (!known) return bytes.Fail("holds the unknown value " + std::to_string(number));
  *out = static_cast<T>(number);
}

template <typename T>
void GetVector(RecordBytes& bytes, T* out) {
  using Item = typename T::value_type;
  static_assert(LeastSize<Item>() > 0, "items without bytes have no bound");
  const size_t count = bytes.Count(LeastSize<Item>());
  out->clear();
  out->reserve(count);
  for (size_t i = 0; i < count && !bytes.failed(); ++i) Get(bytes, &out->emplace_back());
}

template <typename T>
void GetVariant(RecordBytes& bytes, T* out) {
  const size_t index = bytes.Plain<uint8_t>();
  if (bytes.failed()) return;
  if (index >= std::variant_size_v<T>) {
    return bytes.Fail("holds the unknown alternative " + std::to_string(index));
  }
  boost::mp11::mp_with_index<std::variant_size_v<T>>(
      index, [&](auto chosen) { Get(bytes, &out->template emplace<chosen>()); });
}

inline void GetDecimal(RecordBytes& bytes, core::Decimal* out) {
  const auto raw = bytes.Plain<core::Int128>();
  // The one value whose negative does not exist is written by nobody.
  if (static_cast<core::UInt128>(raw) == core::UInt128{1} << 127) {
    return bytes.Fail("is out of range");
  }
  *out = core::Decimal::FromRaw(raw);
}

template <typename T>
void Get(RecordBytes& bytes, T* out) {
  if (bytes.failed()) return;
  if constexpr (std::is_same_v<T, bool>) {
    *out = bytes.Flag();
  } else if constexpr (std::is_arithmetic_v<T>) {
    *out = bytes.Plain<T>();
  } else if constexpr (std::is_enum_v<T>) {
    GetEnum(bytes, out);
  } else if constexpr (std::is_same_v<T, core::Decimal>) {
    GetDecimal(bytes, out);
  } else if constexpr (kIsAmount<T>) {
    core::Decimal value;
    GetDecimal(bytes, &value);
    *out = T(value);
  } else if constexpr (kIsInstant<T>) {
    out->ns = bytes.Plain<int64_t>();
  } else if constexpr (std::is_same_v<T, std::string>) {
    *out = bytes.String();
  } else if constexpr (kIsOptional<T>) {
    out->reset();
    if (bytes.Flag()) Get(bytes, &out->emplace());
  } else if constexpr (kIsVector<T>) {
    GetVector(bytes, out);
  } else if constexpr (kIsArray<T>) {
    for (auto& item : *out) Get(bytes, &item);
  } else if constexpr (kIsVariant<T>) {
    GetVariant(bytes, out);
  } else {
    boost::mp11::mp_for_each<RecordMembers<T>>([&](auto member) {
      if (bytes.failed()) return;
      bytes.Enter(member.name);
      Get(bytes, &(out->*member.pointer));
      bytes.Leave();
    });
  }
}

}  // namespace keel::storage::internal

namespace keel::storage {

template <typename T>
std::string EncodeRecord(const T& value) {
  std::string bytes;
  internal::Put(&bytes, value);
  return bytes;
}

template <typename T>
base::Result<T> DecodeRecord(std::string_view bytes) {
  internal::RecordBytes left(bytes);
  T value{};
  internal::Get(left, &value);
  TRY(left.Finish());
  return value;
}

}  // namespace keel::storage
