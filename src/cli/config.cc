// SPDX-License-Identifier: MIT
#include "cli/config.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/os/file.h"
#include "base/text.h"
#include "cli/config_read.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using Variables = std::map<std::string, std::string>;

constexpr std::string_view kPrefix = "KEEL__";

/// Reads the lines NAME=VALUE of a .env file; quotes around a value are taken off.
base::Result<Variables> ParseDotEnv(std::string_view text, const std::string& name) {
  Variables variables;
  int line_number = 0;
  for (std::string_view line : base::Split(text, '\n')) {
    ++line_number;
    line = base::Trim(line);
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("export ")) line = base::Trim(line.substr(7));
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos || equals == 0) {
      return base::Fail(ErrorCode::kUsage,
                        fmt::format("{}:{}: a line is NAME=VALUE or a comment", name, line_number));
    }
    std::string_view value = base::Trim(line.substr(equals + 1));
    const char quote = value.empty() ? ' ' : value.front();
    if (quote == '"' || quote == '\'') {
      const size_t end = value.find(quote, 1);
      if (end == std::string_view::npos) {
        return base::Fail(ErrorCode::kUsage,
                          fmt::format("{}:{}: the quote does not end", name, line_number));
      }
      value = value.substr(1, end - 1);
    } else if (const size_t comment = value.find(" #"); comment != std::string_view::npos) {
      value = base::Trim(value.substr(0, comment));
    }
    variables[std::string(base::Trim(line.substr(0, equals)))] = value;
  }
  return variables;
}

/// "RISK__POSITION_SHARE" as a path; keys of free tables (currencies, coins) are in capitals.
std::string PathOfVariable(std::string_view name, const ConfigShape& root) {
  std::string path;
  const ConfigShape* shape = &root;
  while (!name.empty()) {
    const size_t end = name.find("__");
    const std::string_view part = name.substr(0, end);
    name.remove_prefix(end == std::string_view::npos ? name.size() : end + 2);
    const bool free = shape != nullptr && shape->type == ConfigShape::Type::kMap;
    const std::string key = free ? std::string(part) : base::ToLower(part);
    if (free) {
      shape = &shape->inside.front();
    } else if (shape != nullptr) {
      const auto at = std::ranges::find(shape->inside, key, &ConfigShape::key);
      shape = at == shape->inside.end() ? nullptr : &*at;
    }
    path += (path.empty() ? "" : ".") + key;
  }
  return path;
}

ConfigNode Untyped(const std::string& value, const std::string& origin) {
  ConfigNode node = ConfigNode::Text(value, origin);
  node.untyped = true;
  return node;
}

/// Lays the variables that mean something to Keel on the configuration.
void AddVariables(const Variables& variables, const std::string& file, Config& config) {
  const auto origin = [&](const std::string& name) {
    return file.empty() ? name : file + " " + name;
  };
  ConfigNode tree = ConfigNode::Table(file);
  for (const ConfigAlias& alias : ConfigAliases()) {
    const std::string name(alias.variable);
    const auto value = variables.find(name);
    if (value == variables.end() || value->second.empty()) continue;
    if (alias.path.empty()) {
      const auto said = std::ranges::find(config.unused, name, &UnusedVariable::name);
      if (said != config.unused.end()) config.unused.erase(said);
      config.unused.push_back({name, origin(name), alias.secret});
    } else {
      tree.SetPath(alias.path, Untyped(value->second, origin(name)));
    }
  }
  const ConfigShape root = ShapeOfSettings();
  for (const auto& [name, value] : variables) {
    if (!name.starts_with(kPrefix) || value.empty()) continue;
    tree.SetPath(PathOfVariable(std::string_view(name).substr(kPrefix.size()), root),
                 Untyped(value, origin(name)));
  }
  MergeConfig(config.tree, tree);
}

base::Status AddFile(const std::string& path, const std::string& name, Config& config) {
  TRY(const std::string text, base::os::ReadFile(path));
  TRY(const ConfigNode tree, ParseToml(text, name));
  MergeConfig(config.tree, tree);
  config.files.push_back(name);
  return {};
}

base::Status AddFiles(const Session& session, Config& config) {
  for (const std::string& file : session.config_files) {
    const bool absolute = file.starts_with('/');
    TRY(AddFile(absolute ? file : session.working_directory + "/" + file, file, config));
  }
  if (!session.config_files.empty()) return {};
  const std::string here = session.working_directory + "/keel.toml";
  const std::string home = session.home + "/keel.toml";
  if (base::os::Exists(here)) return AddFile(here, "keel.toml", config);
  if (base::os::Exists(home)) return AddFile(home, home, config);
  return {};
}

base::Status AddDotEnv(const Session& session, Config& config) {
  const std::string path = session.working_directory + "/.env";
  if (!base::os::Exists(path)) return {};
  TRY(const std::string text, base::os::ReadFile(path));
  TRY(const Variables variables, ParseDotEnv(text, ".env"));
  for (const ConfigAlias& alias : ConfigAliases()) {
    const auto value = variables.find(std::string(alias.variable));
    if (!alias.secret || value == variables.end() || value->second.empty()) continue;
    if (const auto safe = base::os::CheckOwnerOnly(path); !safe) {
      return base::Fail(ErrorCode::kUsage,
                        fmt::format(".env holds {}, but {}", alias.variable, safe.error().message));
    }
  }
  AddVariables(variables, ".env", config);
  return {};
}

void Flatten(const ConfigNode& value, const ConfigNode* said, const std::string& key,
             const std::string& otherwise, std::vector<ConfigLine>& lines) {
  if (value.is_table() && !value.items.empty()) {
    for (size_t i = 0; i < value.keys.size(); ++i) {
      const ConfigNode* below = said != nullptr ? said->Find(value.keys[i]) : nullptr;
      Flatten(value.items[i], below, key.empty() ? value.keys[i] : key + "." + value.keys[i],
              otherwise, lines);
    }
    return;
  }
  const bool limit = key.starts_with("risk.");
  if (value.kind == ConfigNode::Kind::kAbsent && !limit) return;
  const bool default_limit = limit && key != "risk.profile";
  lines.push_back({key, value,
                   said != nullptr && !said->origin.empty() ? said->origin
                   : default_limit                          ? otherwise
                                                            : "default"});
}

}  // namespace

base::Result<Config> GatherConfig(const Session& session) {
  Config config;
  config.tree = ConfigNode::Table();
  TRY(AddFiles(session, config));
  TRY(AddDotEnv(session, config));
  AddVariables(session.environment, "", config);
  return config;
}

base::Status ApplyConfig(Config& config, const std::string& profile) {
  config.settings = {};
  TRY(config.settings.risk, risk::LimitsOf(profile));
  return ReadSettings(config.tree, config.settings);
}

std::vector<ConfigLine> FlattenConfig(const Config& config) {
  std::vector<ConfigLine> lines;
  ConfigNode values = WriteSettings(config.settings);
  // An absent filter or share of a strategy is no value; lists of tables show what was given.
  Flatten(values, &config.tree, "", "profile " + config.settings.risk.profile, lines);
  return lines;
}

}  // namespace keel::cli
