// SPDX-License-Identifier: MIT
#include <cctype>

#include "tests/tidy/rules.h"

namespace keel::tidy {
namespace {

std::string PascalCase(std::string_view snake) {
  std::string name;
  bool upper = true;
  for (char c : snake) {
    if (c != '_')
      name += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    upper = c == '_';
  }
  return name;
}

std::string_view Folder(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

std::string Stem(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return std::string(name.substr(0, name.find('.')));
}

bool IsListed(const SourceFile& list, const std::string& stem) {
  const std::string name = PascalCase(stem);
  return FindWord(list.text(), stem) != std::string::npos ||
         FindWord(list.text(), name) != std::string::npos ||
         FindWord(list.text(), "Make" + name) != std::string::npos;
}

// foo.cc and foo_bar.cc stand behind foo.h.
bool HasHeader(const std::set<std::string, std::less<>>& paths, const std::string& folder,
               std::string stem) {
  for (;;) {
    if (paths.contains(folder + stem + ".h")) return true;
    const size_t end = stem.rfind('_');
    if (end == std::string::npos) return false;
    stem.resize(end);
  }
}

}  // namespace

// The plug-ins of src/x/list.inc are the .cc files of src/x that have no header (the others are its
// machinery); those of src/risk/checks.inc stand in src/risk/checks/.
void CheckLists(std::span<const SourceFile> files, Findings* findings) {
  std::set<std::string, std::less<>> paths;
  for (const SourceFile& file : files) paths.insert(file.path());
  for (const SourceFile& list : files) {
    if (!list.EndsWith(".inc")) continue;
    std::string folder(Folder(list.path()));
    if (!list.EndsWith("/list.inc")) folder += Stem(list.path()) + "/";
    for (const SourceFile& file : files) {
      if (Folder(file.path()) != folder || !file.EndsWith(".cc") || file.is_test()) continue;
      const std::string stem = Stem(file.path());
      if (HasHeader(paths, folder, stem) || IsListed(list, stem)) continue;
      findings->push_back(file.At(1, "list", "add the row of " + stem + " to " + list.path()));
    }
  }
}

}  // namespace keel::tidy
