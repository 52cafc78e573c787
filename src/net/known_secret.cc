// SPDX-License-Identifier: MIT
#include "net/known_secret.h"

#include <algorithm>
#include <string>

#include "base/secret.h"

namespace keel::net {
namespace {

constexpr std::string_view kKnown[] = {
    // Binance's manual, key and secret. [Binance: Signed endpoint examples]
    "vmpuze6mv9sd5vnhk4hlwfsor6ake2zvsw0muigwcipy6utico14y7ju91duh8a",
    "nhqptmdsjydkjvhja7pzj4mge3r5ynip1e3uzjinclvn65xabvqqm6a7h5fatj0j",
    "secret",
    "password",
    "changeme",
    "change-me",
    "change_me",
    "change_this",
    "default",
    "admin",
    "test",
    "token",
    "apikey",
    "api_key",
    "apisecret",
    "api_secret",
    "your_api_key",
    "your_api_secret",
    "your_secret_key",
    "your-api-key",
    "your-api-secret",
    "somethingrandom",
    "supersecret",
    "supersecret1",
    "123456",
    "12345678",
};

}  // namespace

bool IsKnownSecret(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const bool known = std::ranges::find(kKnown, small) != std::end(kKnown);
  base::Wipe(small);
  return known;
}

}  // namespace keel::net
