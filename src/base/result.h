// SPDX-License-Identifier: MIT
// Expected failures (files, parsing, configuration, user input, network) are values: Result<T> is
// a T or an Error, and an Error always has one sentence for the user: what, where, what to do.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace keel::base {

/// What kind of failure it was; the command line maps it to an exit code.
enum class ErrorCode {
  kUsage,        ///< bad argument, configuration or input file: exit 2
  kNotFound,     ///< a file, symbol, strategy or run that does not exist: exit 2
  kCorrupt,      ///< stored bytes that contradict themselves: exit 1
  kIo,           ///< the operating system refused: exit 1
  kUnsupported,  ///< valid, but not something this program does: exit 2
  kRefused,      ///< refused by risk or integrity: exit 3
  kInterrupted,  ///< stopped by the user: exit 130
};

struct Error {
  ErrorCode code = ErrorCode::kUsage;
  std::string message;  ///< one sentence: what, where (file:line:column or field), what to do
};

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

/// The failing half of a Result: `return Fail(ErrorCode::kUsage, "...")`.
inline tl::unexpected<Error> Fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

/// Adds context in front as an error rises: "reading keel.toml: " + message.
inline tl::unexpected<Error> Wrap(Error error, const std::string& context) {
  error.message = context + ": " + error.message;
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace keel::base

#define KEEL_CONCAT_INNER(a, b) a##b
#define KEEL_CONCAT(a, b) KEEL_CONCAT_INNER(a, b)

/// TRY(expr) returns the error of a Status; TRY(auto x, expr) also binds the value of a Result.
#define TRY(...) KEEL_TRY_PICK(__VA_ARGS__, KEEL_TRY_BIND, KEEL_TRY_STATUS)(__VA_ARGS__)
#define KEEL_TRY_PICK(a, b, name, ...) name
#define KEEL_TRY_STATUS(expr)                \
  if (auto try_status = (expr); !try_status) \
  return ::tl::unexpected<::keel::base::Error>(std::move(try_status).error())
#define KEEL_TRY_BIND(declaration, expr) \
  KEEL_TRY_BIND_AS(KEEL_CONCAT(try_result_, __LINE__), declaration, expr)
#define KEEL_TRY_BIND_AS(name, declaration, expr)                                   \
  auto name = (expr);                                                               \
  if (!name) return ::tl::unexpected<::keel::base::Error>(std::move(name).error()); \
  declaration = std::move(name).value()
