// SPDX-License-Identifier: MIT
#include "tests/tidy/source.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace keel::tidy {
namespace {

std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Position just after the literal or comment that starts at `i`, or `i` where none does.
size_t EndOfComment(std::string_view text, size_t i) {
  if (text.substr(i, 2) == "//") return std::min(text.find('\n', i), text.size());
  if (text.substr(i, 2) != "/*") return i;
  const size_t end = text.find("*/", i + 2);
  return end == std::string_view::npos ? text.size() : end + 2;
}

size_t EndOfRawString(std::string_view text, size_t i) {
  if (text.substr(i, 2) != "R\"" || (i > 0 && IsWordCharacter(text[i - 1]))) return i;
  const size_t open = text.find('(', i);
  if (open == std::string_view::npos) return text.size();
  const std::string close = ")" + std::string(text.substr(i + 2, open - i - 2)) + "\"";
  const size_t end = text.find(close, open);
  return end == std::string_view::npos ? text.size() : end + close.size();
}

size_t EndOfLiteral(std::string_view text, size_t i) {
  const char quote = text[i];
  if (quote != '"' && quote != '\'') return i;
  if (quote == '\'' && i > 0 && IsWordCharacter(text[i - 1])) return i;  // 1'000'000
  for (size_t j = i + 1; j < text.size(); ++j) {
    if (text[j] == '\\') {
      ++j;
    } else if (text[j] == quote || text[j] == '\n') {
      return j + 1;
    }
  }
  return text.size();
}

}  // namespace

bool IsWordCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

size_t FindWord(std::string_view code, std::string_view word, size_t from) {
  for (size_t at = code.find(word, from); at != std::string_view::npos;
       at = code.find(word, at + 1)) {
    const size_t end = at + word.size();
    const bool starts = at == 0 || !IsWordCharacter(word.front()) || !IsWordCharacter(code[at - 1]);
    const bool ends =
        end == code.size() || !IsWordCharacter(word.back()) || !IsWordCharacter(code[end]);
    if (starts && ends) return at;
  }
  return std::string_view::npos;
}

std::string BlankCommentsAndLiterals(std::string_view text) {
  std::string code(text);
  for (size_t i = 0; i < text.size();) {
    size_t end = EndOfComment(text, i);
    if (end == i) end = EndOfRawString(text, i);
    if (end == i) end = EndOfLiteral(text, i);
    for (size_t j = i; j < end; ++j) {
      if (code[j] != '\n') code[j] = ' ';
    }
    i = std::max(end, i + 1);
  }
  return code;
}

SourceFile::SourceFile(std::string path, std::string text)
    : path_(std::move(path)),
      text_(std::move(text)),
      code_(is_cpp() ? BlankCommentsAndLiterals(text_) : text_),
      lines_(SplitLines(text_)),
      code_lines_(SplitLines(code_)) {}

int SourceFile::LineOf(size_t position) const {
  const auto end = text_.begin() + static_cast<std::ptrdiff_t>(std::min(position, text_.size()));
  return 1 + static_cast<int>(std::count(text_.begin(), end, '\n'));
}

std::string_view SourceFile::module() const {
  if (!Under("src/")) return {};
  const std::string_view rest = std::string_view(path_).substr(4);
  const size_t slash = rest.find('/');
  return slash == std::string_view::npos ? std::string_view{} : rest.substr(0, slash);
}

Finding SourceFile::At(int line, std::string rule, std::string advice) const {
  return {path_, line, std::move(rule), std::move(advice)};
}

}  // namespace keel::tidy
