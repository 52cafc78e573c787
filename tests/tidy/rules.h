// SPDX-License-Identifier: MIT
// The rules of docs/STYLE.md that a machine can hold, each a function from files to findings.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "tests/tidy/source.h"

namespace keel::tidy {

/// Module -> modules that it may include besides itself.
using LayerTable = std::map<std::string, std::set<std::string>, std::less<>>;

/// The layering table of the house, ready to look up.
LayerTable Layers();
/// The same as the build knows it: the DEPS of every add_module line.
LayerTable LayersOfBuild(std::string_view cmake_lists);
/// Modules whose dependencies in the build are not the ones of the table.
void CheckBuildLayers(const SourceFile& cmake_lists, Findings* findings);

/// #include lines: module paths, arrows down, private headers, heavy headers.
void CheckIncludes(const SourceFile& file, const LayerTable& layers, Findings* findings);
/// First line, include guard, length of lines and of the file, open ends, banners.
void CheckForm(const SourceFile& file, Findings* findings);
/// Banned words in the names of files, types, functions and constants.
void CheckNames(const SourceFile& file, Findings* findings);
/// Calls and types that a module may not use: clock, environment, files, threads, chance.
void CheckReach(const SourceFile& file, Findings* findings);
/// Macros, plain enums and the like.
void CheckLanguage(const SourceFile& file, Findings* findings);
/// Length, parameters and nesting of functions.
void CheckFunctions(const SourceFile& file, Findings* findings);
/// Names of this machine and of package registries, in any text file.
void CheckPlaces(const SourceFile& file, Findings* findings);
/// Every plug-in stands in the list of its folder.
void CheckLists(std::span<const SourceFile> files, Findings* findings);

/// All rules over a tree.
Findings CheckTree(std::span<const SourceFile> files);

}  // namespace keel::tidy
