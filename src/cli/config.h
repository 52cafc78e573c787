// SPDX-License-Identifier: MIT
// The configuration of one call: command line over environment over .env over files over defaults.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/config_tree.h"
#include "cli/verb.h"
#include "engine/settings.h"

namespace keel::cli {

/// A well-known variable that is set and that nothing in this version uses.
struct UnusedVariable {
  std::string name;
  std::string origin;
  bool secret = false;
};

struct Config {
  engine::BacktestSettings settings;
  ConfigNode tree;                 ///< what was said, merged, each value with its origin
  std::vector<std::string> files;  ///< read, in order; empty where there is none
  std::vector<UnusedVariable> unused;
};

/// Files and variables as one tree, not yet typed. The files are those of -c, else ./keel.toml,
/// else <home>/keel.toml. kUsage for what cannot be read as configuration, with its place.
base::Result<Config> GatherConfig(const Session& session);

/// Types config.tree into config.settings, with the limits of the risk profile as the defaults of
/// [risk]: the profile of the tree, else `profile`. kUsage with place and nearest name.
base::Status ApplyConfig(Config& config, const std::string& profile);

/// One value of the merged configuration.
struct ConfigLine {
  std::string key;  ///< "risk.position_share"
  ConfigNode value;
  std::string origin;  ///< "keel.toml:3:5", "KEEL__RISK__PROFILE", "profile fund", "default"
};
std::vector<ConfigLine> FlattenConfig(const Config& config);

/// The JSON Schema of keel.toml (draft 2020-12), with a newline at the end.
std::string ConfigSchema();
/// A keel.toml in which every key stands with its default and its meaning, commented out.
std::string ConfigTemplate();

}  // namespace keel::cli
