// SPDX-License-Identifier: MIT
// The options that every verb accepts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/option_table.h"

namespace keel::cli {

struct CommonOptions {
  std::vector<std::string> config_files;
  int64_t verbosity = 0;
  std::string log_format = "text";
  std::optional<std::string> home;
  std::optional<std::string> data_dir;
  bool json = false;
  std::optional<std::string> out;
  int64_t jobs = 0;
  std::optional<std::string> seed;
  std::optional<std::string> progress;
  bool help = false;
};

/// Declares them at the end of `table`; `common` must outlive the parse.
void DeclareCommon(OptionTable& table, CommonOptions& common);

}  // namespace keel::cli
