// SPDX-License-Identifier: MIT
// What the rules of the house look at: one file, its lines, and its code with comments and literals
// blanked out, so that a rule never trips over text that is no code.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace keel::tidy {

/// One broken rule: where, which, and what to do about it.
struct Finding {
  std::string file;
  int line = 0;
  std::string rule;
  std::string advice;
};
using Findings = std::vector<Finding>;

/// One file of the tree. `path` is relative to the root and uses '/'.
class SourceFile {
 public:
  SourceFile(std::string path, std::string text);

  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }
  /// As long as text(), line for line; comments and the insides of literals are spaces.
  const std::string& code() const { return code_; }
  const std::vector<std::string>& lines() const { return lines_; }
  const std::vector<std::string>& code_lines() const { return code_lines_; }

  /// Line number, from 1, of a position in text() or code().
  int LineOf(size_t position) const;
  bool EndsWith(std::string_view suffix) const { return path_.ends_with(suffix); }
  bool Under(std::string_view folder) const { return path_.starts_with(folder); }
  bool is_cpp() const { return EndsWith(".h") || EndsWith(".cc") || EndsWith(".inc"); }
  bool is_test() const {
    return EndsWith("_test.cc") || Under("tests/") || Under("bench/") ||
           path_.find("/testing/") != std::string::npos;
  }
  /// The module of a file in src/, or "" for any other file.
  std::string_view module() const;
  Finding At(int line, std::string rule, std::string advice) const;

 private:
  std::string path_;
  std::string text_;
  std::string code_;
  std::vector<std::string> lines_;
  std::vector<std::string> code_lines_;
};

/// Letters, digits and underscore.
bool IsWordCharacter(char c);

/// First place at or after `from` where `word` stands alone in `code`; npos where there is none.
size_t FindWord(std::string_view code, std::string_view word, size_t from = 0);

/// `code` with comments and the insides of string and character literals replaced by spaces.
std::string BlankCommentsAndLiterals(std::string_view text);

}  // namespace keel::tidy
