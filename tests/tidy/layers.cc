// SPDX-License-Identifier: MIT
#include <algorithm>
#include <sstream>
#include <vector>

#include "tests/tidy/rules.h"

namespace keel::tidy {
namespace {

// "Who may include whom". Ln-Lm stands for every module of these levels.
constexpr std::string_view kLayers = R"(
L0  base       ->
L1  core       -> base
L1  math       -> base
L2  indicators -> base math
L2  models     -> base math
L2  metrics    -> base math
L2  net        -> base
L2  storage    -> base core
L3  market     -> base core math indicators models storage
L3  portfolio  -> base core math
L4  risk       -> base core math models market portfolio
L5  execution  -> base core math market portfolio risk
L5  strategy   -> base core math indicators models market portfolio
L6  sim        -> base core math models market portfolio risk execution
L7  engine     -> L0-L6 except net
L8  strategies -> L0-L5 except net storage risk execution
L8  venues     -> base core net market risk execution
L8  sources    -> base core net market models storage
L8  exchange   -> L0-L6
L9  research   -> L0-L7 except net
L9  server     -> L0-L7
L10 cli        -> L0-L9
)";

struct Row {
  int level = 0;
  std::string module;
  std::vector<std::string> right;
};

std::vector<Row> ReadRows() {
  std::vector<Row> rows;
  std::istringstream table{std::string(kLayers)};
  for (std::string line; std::getline(table, line);) {
    std::istringstream words(line);
    Row row;
    std::string level, arrow;
    if (!(words >> level >> row.module >> arrow)) continue;
    row.level = std::stoi(level.substr(1));
    for (std::string word; words >> word;) row.right.push_back(word);
    rows.push_back(row);
  }
  return rows;
}

void AddLevels(const std::vector<Row>& rows, const std::string& range, std::set<std::string>* to) {
  const size_t dash = range.find('-');
  const int first = std::stoi(range.substr(1, dash - 1));
  const int last = std::stoi(range.substr(dash + 2));
  for (const Row& row : rows) {
    if (first <= row.level && row.level <= last) to->insert(row.module);
  }
}

}  // namespace

LayerTable Layers() {
  const std::vector<Row> rows = ReadRows();
  LayerTable table;
  for (const Row& row : rows) {
    std::set<std::string>& allowed = table[row.module];
    bool except = false;
    for (const std::string& word : row.right) {
      if (word == "except") {
        except = true;
      } else if (except) {
        allowed.erase(word);
      } else if (word.front() == 'L') {
        AddLevels(rows, word, &allowed);
      } else {
        allowed.insert(word);
      }
    }
    allowed.erase(row.module);
  }
  return table;
}

LayerTable LayersOfBuild(std::string_view cmake_lists) {
  LayerTable table;
  constexpr std::string_view kStart = "\nadd_module(";
  for (size_t at = cmake_lists.find(kStart); at != std::string_view::npos;
       at = cmake_lists.find(kStart, at + 1)) {
    const size_t from = at + kStart.size();
    std::istringstream words{
        std::string(cmake_lists.substr(from, cmake_lists.find(')', from) - from))};
    std::string name, word;
    words >> name;
    bool in_deps = false;
    table[name];
    while (words >> word) {
      if (word == "DEPS" || word == "LIBS") {
        in_deps = word == "DEPS";
      } else if (in_deps) {
        table[name].insert(word);
      }
    }
  }
  return table;
}

void CheckBuildLayers(const SourceFile& cmake_lists, Findings* findings) {
  const LayerTable layers = Layers();
  const LayerTable build = LayersOfBuild(cmake_lists.text());
  for (const auto& [module, deps] : build) {
    const int line = cmake_lists.LineOf(cmake_lists.text().find("\nadd_module(" + module) + 1);
    const auto row = layers.find(module);
    if (row == layers.end()) {
      findings->push_back(cmake_lists.At(
          line, "layers", module + " is not in the layering table; add its row to tests/tidy"));
      continue;
    }
    for (const std::string& dep : deps) {
      if (row->second.contains(dep)) continue;
      findings->push_back(cmake_lists.At(
          line, "layers", "DEPS of " + module + " names " + dep + ", which the table forbids"));
    }
    for (const std::string& dep : row->second) {
      if (deps.contains(dep) || !build.contains(dep)) continue;
      findings->push_back(cmake_lists.At(
          line, "layers", "DEPS of " + module + " lacks " + dep + ", which the table has"));
    }
  }
}

}  // namespace keel::tidy
