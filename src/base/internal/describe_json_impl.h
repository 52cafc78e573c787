// SPDX-License-Identifier: MIT
// The recursion over types behind describe_json.h: compile-time dispatch here, all text in the .cc.
#pragma once

#include "base/describe_json.h"

namespace keel::base::internal {

/// A mistake in the text: where (outermost step first) and what.
struct FieldError {
  std::string path;
  std::string why;
};
/// Nothing when it was read.
using ReadOutcome = std::optional<FieldError>;

ReadOutcome WrongKind(const JsonValue& value, JsonValue::Kind wanted);
/// Puts ".name" or "[index]" in front of the path of an error that rises.
void PrependField(FieldError* error, std::string_view name);
void PrependIndex(FieldError* error, size_t index);
ReadOutcome UnknownField(std::string_view name, const std::vector<std::string>& known);
ReadOutcome MissingFieldError(std::string_view name);
Status ToStatus(const ReadOutcome& outcome);

ReadOutcome ReadBool(const JsonValue& value, bool* out);
ReadOutcome ReadDouble(const JsonValue& value, double* out);
ReadOutcome ReadSigned(const JsonValue& value, int64_t min, int64_t max, int64_t* out);
ReadOutcome ReadUnsigned(const JsonValue& value, uint64_t max, uint64_t* out);
ReadOutcome ReadString(const JsonValue& value, std::string* out);

template <typename T>
concept HasJsonText = requires {
  sizeof(JsonText<T>);
};

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
/// Containers that travel as an object with free keys.
template <typename T>
inline constexpr bool kIsTable = false;
template <typename T>
inline constexpr bool kIsTable<std::map<std::string, T>> = true;
template <typename T>
inline constexpr bool kIsTable<std::vector<std::pair<std::string, T>>> = true;

template <typename T>
using MembersOf = boost::describe::describe_members<T, boost::describe::mod_public |
                                                           boost::describe::mod_inherited>;

template <typename T>
void WriteMembers(JsonWriter& writer, const T& value) {
  writer.BeginObject();
  boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
    writer.Key(member.name);
    WriteJson(writer, value.*member.pointer);
  });
  writer.EndObject();
}

template <typename T>
ReadOutcome ReadValue(const JsonValue& value, MissingField missing, T* out);

template <typename T>
ReadOutcome ReadInteger(const JsonValue& value, T* out) {
  if constexpr (std::is_signed_v<T>) {
    int64_t wide = 0;
    using Limits = std::numeric_limits<T>;
    if (auto error = ReadSigned(value, Limits::min(), Limits::max(), &wide)) return error;
    *out = static_cast<T>(wide);
  } else {
    uint64_t wide = 0;
    if (auto error = ReadUnsigned(value, std::numeric_limits<T>::max(), &wide)) return error;
    *out = static_cast<T>(wide);
  }
  return std::nullopt;
}

template <typename T>
ReadOutcome ReadText(const JsonValue& value, T* out) {
  if (value.kind != JsonValue::Kind::kString) return WrongKind(value, JsonValue::Kind::kString);
  Result<T> read = JsonText<T>::Read(value.text);
  if (!read) return FieldError{"", read.error().message};
  *out = *std::move(read);
  return std::nullopt;
}

template <typename T>
ReadOutcome ReadArray(const JsonValue& value, MissingField missing, T* out) {
  if (value.kind != JsonValue::Kind::kArray) return WrongKind(value, JsonValue::Kind::kArray);
  out->clear();
  for (size_t i = 0; i < value.items.size(); ++i) {
    typename T::value_type item{};
    if (auto error = ReadValue(value.items[i], missing, &item)) {
      PrependIndex(&*error, i);
      return error;
    }
    out->push_back(std::move(item));
  }
  return std::nullopt;
}

template <typename T>
ReadOutcome ReadFixedArray(const JsonValue& value, MissingField missing, T* out) {
  if (value.kind != JsonValue::Kind::kArray) return WrongKind(value, JsonValue::Kind::kArray);
  if (value.items.size() != out->size()) {
    return FieldError{"", "must have " + std::to_string(out->size()) + " items, not " +
                              std::to_string(value.items.size())};
  }
  for (size_t i = 0; i < out->size(); ++i) {
    if (auto error = ReadValue(value.items[i], missing, &(*out)[i])) {
      PrependIndex(&*error, i);
      return error;
    }
  }
  return std::nullopt;
}

template <typename T>
ReadOutcome ReadTable(const JsonValue& value, MissingField missing, T* out) {
  if (value.kind != JsonValue::Kind::kObject) return WrongKind(value, JsonValue::Kind::kObject);
  out->clear();
  for (const auto& [key, item] : value.members) {
    typename T::value_type::second_type read{};
    if (auto error = ReadValue(item, missing, &read)) {
      PrependField(&*error, key);
      return error;
    }
    out->insert(out->end(), {key, std::move(read)});
  }
  return std::nullopt;
}

template <typename T>
ReadOutcome ReadMembers(const JsonValue& value, MissingField missing, T* out) {
  if (value.kind != JsonValue::Kind::kObject) return WrongKind(value, JsonValue::Kind::kObject);
  std::vector<std::string> known;
  boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) { known.emplace_back(member.name); });
  for (const auto& [key, unused] : value.members) {
    bool found = false;
    for (const std::string& name : known) found = found || name == key;
    if (!found) return UnknownField(key, known);
  }
  ReadOutcome first;
  boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
    if (first) return;
    auto& field = out->*member.pointer;
    using Field = std::remove_reference_t<decltype(field)>;
    if (const JsonValue* const given = value.Find(member.name)) {
      first = ReadValue(*given, missing, &field);
      if (first) PrependField(&*first, member.name);
    } else if (missing == MissingField::kError) {
      if constexpr (kIsOptional<Field>) {
        field.reset();
      } else {
        first = MissingFieldError(member.name);
      }
    }
  });
  return first;
}

template <typename T>
ReadOutcome ReadValue(const JsonValue& value, MissingField missing, T* out) {
  if constexpr (kIsOptional<T>) {
    if (value.kind == JsonValue::Kind::kNull) {
      out->reset();
      return std::nullopt;
    }
    return ReadValue(value, missing, &out->emplace());
  } else if constexpr (std::is_same_v<T, bool>) {
    return ReadBool(value, out);
  } else if constexpr (std::is_integral_v<T>) {
    return ReadInteger(value, out);
  } else if constexpr (std::is_same_v<T, double>) {
    return ReadDouble(value, out);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return ReadString(value, out);
  } else if constexpr (HasJsonText<T>) {
    return ReadText(value, out);
  } else if constexpr (kIsTable<T>) {
    return ReadTable(value, missing, out);
  } else if constexpr (kIsVector<T>) {
    return ReadArray(value, missing, out);
  } else if constexpr (kIsArray<T>) {
    return ReadFixedArray(value, missing, out);
  } else {
    return ReadMembers(value, missing, out);
  }
}

}  // namespace keel::base::internal

namespace keel::base {

template <typename T>
void WriteJson(JsonWriter& writer, const T& value) {
  if constexpr (internal::kIsOptional<T>) {
    if (value) {
      WriteJson(writer, *value);
    } else {
      writer.Null();
    }
  } else if constexpr (std::is_same_v<T, bool>) {
    writer.Bool(value);
  } else if constexpr (std::is_integral_v<T>) {
    using Widest = std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>;
    writer.Number(static_cast<Widest>(value));
  } else if constexpr (std::is_same_v<T, double>) {
    writer.Number(value);
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    writer.String(value);
  } else if constexpr (internal::HasJsonText<T>) {
    writer.String(JsonText<T>::Write(value));
  } else if constexpr (internal::kIsTable<T>) {
    writer.BeginObject();
    for (const auto& [key, item] : value) {
      writer.Key(key);
      WriteJson(writer, item);
    }
    writer.EndObject();
  } else if constexpr (internal::kIsVector<T> || internal::kIsArray<T>) {
    writer.BeginArray();
    for (const auto& item : value) WriteJson(writer, item);
    writer.EndArray();
  } else {
    internal::WriteMembers(writer, value);
  }
}

template <typename T>
Status ReadJsonInto(const JsonValue& value, T* out, MissingField missing) {
  return internal::ToStatus(internal::ReadValue(value, missing, out));
}

}  // namespace keel::base
