// SPDX-License-Identifier: MIT
// A key, password or token: a text that cannot slip into a log, because it prints as "***", has no
// copies but those that are asked for by name, and is overwritten when it goes.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

namespace keel::base {

/// Overwrites the bytes of `text`, also those beyond its size, and empties it; the compiler may not
/// leave that out.
void Wipe(std::string& text);

/// Owns a secret text. Moving hands the only copy over; Clone makes another one.
class Secret {
 public:
  Secret() = default;
  /// Takes a copy of `text`; wiping the original is the caller's business.
  explicit Secret(std::string_view text);
  /// Takes the text out of `text`, which is wiped.
  static Secret Take(std::string& text);
  ~Secret();
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;

  Secret Clone() const { return Secret(Reveal()); }
  bool empty() const { return size_ == 0; }
  size_t size() const { return size_; }
  /// The text itself, valid as long as this object is not changed. Only for handing it to what
  /// signs, encrypts or authenticates.
  std::string_view Reveal() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  size_t size_ = 0;
};

/// Prints "***", whatever is inside.
std::ostream& operator<<(std::ostream& out, const Secret& secret);

}  // namespace keel::base

template <>
struct fmt::formatter<keel::base::Secret> {
  constexpr auto parse(format_parse_context& context) { return context.begin(); }
  template <typename Context>
  auto format(const keel::base::Secret&, Context& context) const {
    return fmt::format_to(context.out(), "***");
  }
};
