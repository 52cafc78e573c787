// SPDX-License-Identifier: MIT
// A small reader of braces, not a parser: it knows enough of the language to tell a function's body
// from a class, a namespace and an initialiser, in code formatted the way ours is.
#include <array>
#include <cctype>

#include "tests/tidy/rules.h"

namespace keel::tidy {
namespace {

constexpr int kMaxFunctionLines = 70;
constexpr int kMaxParameters = 5;
constexpr int kMaxNesting = 4;

enum class BlockKind { kScope, kFunction, kControl, kPlain, kInitialiser };

struct Block {
  BlockKind kind = BlockKind::kPlain;
  int first_line = 0;
  size_t segment = 0;  ///< where the statement around it started
  int parens = 0;      ///< open parentheses around it
};

std::string_view Trim(std::string_view text) {
  const auto space = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

bool StartsWithWord(std::string_view text, std::string_view word) {
  return text.starts_with(word) &&
         (text.size() == word.size() || !IsWordCharacter(text[word.size()]));
}

// Position after the bracket that closes the one at `open`.
size_t AfterClose(std::string_view text, size_t open, char opens, char closes) {
  int depth = 0;
  for (size_t i = open; i < text.size(); ++i) {
    if (text[i] == opens) ++depth;
    if (text[i] == closes && --depth == 0) return i + 1;
  }
  return text.size();
}

// A declaration without its access labels, template heads and attributes.
std::string_view Bare(std::string_view head) {
  for (bool again = true; again;) {
    head = Trim(head);
    again = false;
    for (std::string_view label : {"public:", "private:", "protected:"}) {
      if (head.starts_with(label)) head.remove_prefix(label.size()), again = true;
    }
    if (StartsWithWord(head, "template")) {
      head.remove_prefix(AfterClose(head, head.find('<'), '<', '>')), again = true;
    } else if (head.starts_with("[[")) {
      head.remove_prefix(AfterClose(head, 0, '[', ']')), again = true;
    }
  }
  return head;
}

// Where the parameter list of a function's head opens; npos where the head is no function's.
size_t ParametersAt(std::string_view head) {
  const size_t op = FindWord(head, "operator");
  if (op != std::string_view::npos) {
    size_t at = head.find('(', op);
    if (head.substr(at == std::string_view::npos ? head.size() : at, 2) == "()" &&
        Trim(head.substr(op + 8, at - op - 8)).empty()) {
      at = head.find('(', at + 2);
    }
    return at;
  }
  int angles = 0;
  for (size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '<') ++angles;
    if (head[i] == '>') --angles;
    if (angles > 0) continue;
    if (head[i] == '=' || head[i] == '{') return std::string_view::npos;
    if (head[i] == '(') {
      return i > 0 && IsWordCharacter(head[i - 1]) ? i : std::string_view::npos;
    }
  }
  return std::string_view::npos;
}

int CountParameters(std::string_view head, size_t open) {
  const std::string_view list = head.substr(open + 1, AfterClose(head, open, '(', ')') - open - 2);
  if (Trim(list).empty() || Trim(list) == "void") return 0;
  int depth = 0;
  int count = 1;
  for (char c : list) {
    if (c == '(' || c == '<' || c == '{' || c == '[') ++depth;
    if (c == ')' || c == '>' || c == '}' || c == ']') --depth;
    if (c == ',' && depth == 0) ++count;
  }
  return count;
}

bool IsMacroCall(std::string_view head, size_t open) {
  size_t start = open;
  while (start > 0 && IsWordCharacter(head[start - 1])) --start;
  for (char c : head.substr(start, open - start)) {
    if (std::islower(static_cast<unsigned char>(c)) != 0) return false;
  }
  return true;
}

class FunctionReader {
 public:
  FunctionReader(const SourceFile& file, Findings* findings)
      : file_(file), code_(WithoutPreprocessor(file)), findings_(findings) {}

  void Read() {
    for (size_t i = 0; i < code_.size(); ++i) {
      switch (code_[i]) {
        case '\n':
          ++line_;
          break;
        case '(':
        case '[':
          ++parens_;
          break;
        case ')':
        case ']':
          --parens_;
          break;
        case '{':
          Open(i);
          break;
        case '}':
          Close(i);
          break;
        case ';':
          if (parens_ == 0) EndStatement(i);
          break;
        default:
          break;
      }
    }
  }

 private:
  static std::string WithoutPreprocessor(const SourceFile& file) {
    std::string code;
    bool directive = false;
    for (std::string_view line : file.code_lines()) {
      directive = directive || Trim(line).starts_with('#');
      code += directive ? std::string(line.size(), ' ') : std::string(line);
      code += '\n';
      directive = directive && line.ends_with('\\');
    }
    return code;
  }

  bool InScope() const { return blocks_.empty() || blocks_.back().kind == BlockKind::kScope; }

  int LineAt(size_t position) const {
    int line = 1;
    for (size_t i = 0; i < position; ++i) line += code_[i] == '\n' ? 1 : 0;
    return line;
  }

  BlockKind KindInScope(std::string_view head) const {
    for (std::string_view word :
         {"namespace", "inline namespace", "extern", "class", "struct", "union", "enum"}) {
      if (StartsWithWord(head, word) && !(word == "extern" && head.find('(') != head.npos)) {
        return BlockKind::kScope;
      }
    }
    const size_t open = ParametersAt(head);
    if (open == std::string_view::npos) return BlockKind::kInitialiser;
    const std::string_view rest = Trim(head.substr(AfterClose(head, open, '(', ')')));
    const bool in_member_list = rest.starts_with(':') && IsWordCharacter(head.back());
    return in_member_list ? BlockKind::kInitialiser : BlockKind::kFunction;
  }

  BlockKind KindInFunction(std::string_view head) const {
    for (std::string_view word : {"if", "for", "while", "else", "switch", "do", "try", "catch"}) {
      if (StartsWithWord(head, word)) return BlockKind::kControl;
    }
    return head.empty() || head.ends_with(':') ? BlockKind::kPlain : BlockKind::kInitialiser;
  }

  void Open(size_t at) {
    const std::string_view segment = std::string_view(code_).substr(segment_, at - segment_);
    const std::string_view head = Bare(segment);
    BlockKind kind = BlockKind::kInitialiser;
    if (parens_ == 0) kind = InScope() ? KindInScope(head) : KindInFunction(head);
    const auto head_at = head.empty() ? at : static_cast<size_t>(head.data() - code_.data());
    blocks_.push_back({kind, LineAt(head_at), segment_, parens_});
    if (kind == BlockKind::kFunction) {
      CheckParameters(head);
      nesting_reported_ = false;
    }
    if (kind == BlockKind::kControl) CheckNesting();
    segment_ = at + 1;
    parens_ = 0;
  }

  void Close(size_t at) {
    if (blocks_.empty()) return;
    const Block block = blocks_.back();
    blocks_.pop_back();
    parens_ = block.parens;
    segment_ = block.kind == BlockKind::kInitialiser ? block.segment : at + 1;
    const int length = line_ - block.first_line + 1;
    if (block.kind == BlockKind::kFunction && length > kMaxFunctionLines) {
      Report(block.first_line, std::to_string(length) + " lines in a function; at most " +
                                   std::to_string(kMaxFunctionLines) + ", 40 wanted");
    }
  }

  void EndStatement(size_t at) {
    if (InScope()) CheckParameters(Bare(std::string_view(code_).substr(segment_, at - segment_)));
    segment_ = at + 1;
  }

  void CheckParameters(std::string_view head) {
    const size_t open = ParametersAt(head);
    if (open == std::string_view::npos || IsMacroCall(head, open)) return;
    const int count = CountParameters(head, open);
    if (count <= kMaxParameters) return;
    Report(LineAt(static_cast<size_t>(head.data() - code_.data())),
           std::to_string(count) + " parameters; five at most, then an options struct");
  }

  void CheckNesting() {
    int depth = 0;
    for (const Block& block : blocks_) depth += block.kind == BlockKind::kControl ? 1 : 0;
    if (depth <= kMaxNesting || nesting_reported_) return;
    nesting_reported_ = true;
    Report(line_, "nesting of " + std::to_string(depth) + "; four at most, name the inner part");
  }

  void Report(int line, std::string advice) {
    findings_->push_back(file_.At(line, "shape", std::move(advice)));
  }

  const SourceFile& file_;
  const std::string code_;
  Findings* findings_;
  std::vector<Block> blocks_;
  size_t segment_ = 0;
  int parens_ = 0;
  int line_ = 1;
  bool nesting_reported_ = false;
};

}  // namespace

void CheckFunctions(const SourceFile& file, Findings* findings) {
  if (!file.EndsWith(".inc")) FunctionReader(file, findings).Read();
}

}  // namespace keel::tidy
