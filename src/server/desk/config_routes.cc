// SPDX-License-Identifier: MIT
// The settings of the session, one a line, out of the configuration that its journal keeps. That
// has no secrets, since keys are read from elsewhere; should a field ever be named like one, its
// value is hidden.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json_value.h"
#include "server/desk/desk.h"

namespace keel::server {
namespace {

using base::JsonValue;
using Settings = std::vector<SettingView>;

constexpr std::string_view kHidden = "hidden";
constexpr std::array<std::string_view, 6> kSecretWords = {"secret",     "password",   "token",
                                                          "passphrase", "credential", "key"};

/// Names of fields are in small letters; a coin or a pair is not.
bool IsNamedLikeASecret(std::string_view name) {
  return std::any_of(kSecretWords.begin(), kSecretWords.end(), [&](std::string_view word) {
    return name.find(word) != std::string_view::npos;
  });
}

bool IsPlain(const JsonValue& value) {
  return value.kind != JsonValue::Kind::kObject && value.kind != JsonValue::Kind::kArray;
}

std::optional<std::string> TextOf(const JsonValue& value) {
  if (value.kind == JsonValue::Kind::kNull) return std::nullopt;
  if (value.kind == JsonValue::Kind::kBool) return value.boolean ? "true" : "false";
  return value.text;
}

std::string Joined(const JsonValue& list) {
  std::string text;
  for (const JsonValue& item : list.items) {
    if (&item != &list.items.front()) text += ", ";
    text += TextOf(item).value_or("");
  }
  return text;
}

void Flatten(const std::string& path, const JsonValue& value, Settings* settings) {
  const auto& items = value.items;
  if (value.kind == JsonValue::Kind::kObject) {
    for (const base::JsonMember& member : value.members) {
      const std::string below = path.empty() ? member.key : path + "." + member.key;
      if (IsNamedLikeASecret(member.key)) {
        settings->push_back({below, std::string(kHidden)});
      } else {
        Flatten(below, member.value, settings);
      }
    }
  } else if (IsPlain(value)) {
    settings->push_back({path, TextOf(value)});
  } else if (std::all_of(items.begin(), items.end(), IsPlain)) {
    settings->push_back({path, Joined(value)});
  } else {
    for (size_t i = 0; i < items.size(); ++i) {
      Flatten(fmt::format("{}[{}]", path, i), items[i], settings);
    }
  }
}

Answer<ConfigView> ConfigOf(const SessionReplica& replica) {
  const auto& start = replica.last_start();
  if (!start) return Refuse(503, "the session has not begun: `keel trade` starts it");
  const auto read = base::ParseJson(start->configuration);
  if (!read) {
    return Refuse(503, "the configuration in the journal is not JSON: " + read.error().message);
  }
  ConfigView view{start->time, start->version, {}};
  Flatten("", *read, &view.settings);
  return view;
}

}  // namespace

Routes ConfigRoutes(Desk& desk) {
  Routes routes;
  routes.push_back(RouteOf<NoFields, ConfigView>(
      {.method = "GET",
       .path = "/config",
       .role = Role::kViewer,
       .tag = "system",
       .summary = "The settings that the session runs with, of its last start; no secrets"},
      [&desk](const Call&, const NoFields&) { return ConfigOf(desk.replica); }));
  return routes;
}

}  // namespace keel::server
