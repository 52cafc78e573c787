// SPDX-License-Identifier: MIT
// What the routes about research have in common: reading the disk on another thread than the
// server's, and words for a command line that somebody else chose.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "cli/serve/research_routes.h"
#include "server/http/route.h"

namespace keel::cli {

template <typename T>
using Reply = std::function<void(server::Answer<T>)>;

/// Has `make` called on the worker and its answer given on the loop.
template <typename T>
void Elsewhere(ResearchRooms& rooms, std::function<server::Answer<T>()> make, Reply<T> reply) {
  const auto shared = std::make_shared<Reply<T>>(std::move(reply));
  const bool is_taken = rooms.worker.Post([&loop = rooms.loop, make = std::move(make), shared] {
    loop.Post([shared, answer = make()]() mutable { (*shared)(std::move(answer)); });
  });
  if (!is_taken) (*shared)(server::Refuse(503, "too much waits to be read; ask again in a moment"));
}

/// A word of a command line that the user chose: no option, and nothing that ends it.
inline bool IsWord(std::string_view text) {
  return !text.empty() && !text.starts_with('-') && text.find('\0') == std::string_view::npos;
}

/// A name that is also a folder's: letters, digits, dashes and underscores.
inline bool IsPlainName(std::string_view text) {
  return IsWord(text) && text.size() <= 40 && std::ranges::all_of(text, [](unsigned char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '-' || c == '_';
         });
}

}  // namespace keel::cli
