// SPDX-License-Identifier: MIT
// Which texts of the API are one of a few. The structs hold them as plain strings, because tables,
// control socket and old journals do; the document of the API says what they can be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace keel::server {

/// A member of a struct, by the names that both have in the document.
struct Choices {
  std::string_view structure, member;
  std::vector<std::string> texts;
};

std::vector<Choices> AllChoices();

/// Those of the members of one struct.
std::vector<Choices> ChoicesIn(std::string_view structure);
/// The texts that a member may be; empty: any text.
std::vector<std::string> ChoicesOf(std::string_view structure, std::string_view member);

}  // namespace keel::server
