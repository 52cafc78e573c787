// SPDX-License-Identifier: MIT
// A strict reader of tags for the tests: every element closed in order, every attribute quoted, no
// stray < or &. Returns what is wrong, or nothing.
#pragma once

#include <cctype>
#include <string>
#include <string_view>
#include <vector>

namespace keel::research::testing {

class MarkupReader {
 public:
  explicit MarkupReader(std::string_view text) : text_(text) {}

  std::string Fault() {
    while (at_ < text_.size()) {
      std::string fault = text_[at_] == '<' ? Tag() : Text();
      if (!fault.empty()) return fault + " near: " + std::string(text_.substr(at_, 60));
    }
    return open_.empty() ? "" : "never closed: " + open_.back();
  }

 private:
  std::string Text() {
    if (text_[at_] == '&') {
      const size_t end = text_.find(';', at_);
      if (end == std::string_view::npos || end - at_ > 8) return "stray &";
    }
    ++at_;
    return "";
  }

  std::string Tag() {
    if (text_.substr(at_, 9) == "<![CDATA[") {
      at_ = text_.find("]]>", at_);
      if (at_ == std::string_view::npos) return "CDATA never closed";
      at_ += 3;
      return "";
    }
    const size_t end = EndOfTag();
    if (end == std::string_view::npos) return "tag never closed";
    const std::string_view tag = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    if (tag.starts_with('!')) return "";
    if (tag.starts_with('/')) return Close(tag.substr(1));
    if (tag.empty() || !std::isalpha(static_cast<unsigned char>(tag[0]))) return "stray <";
    if (!tag.ends_with('/')) open_.emplace_back(tag.substr(0, tag.find_first_of(" \n")));
    return "";
  }

  /// The > that ends the tag; one inside quotes does not.
  size_t EndOfTag() const {
    bool quoted = false;
    for (size_t i = at_; i < text_.size(); ++i) {
      if (text_[i] == '"') quoted = !quoted;
      if (quoted && text_[i] == '<') return std::string_view::npos;
      if (!quoted && text_[i] == '>') return i;
    }
    return std::string_view::npos;
  }

  std::string Close(std::string_view name) {
    if (open_.empty() || open_.back() != name) {
      return "</" + std::string(name) + "> closes " + (open_.empty() ? "nothing" : open_.back());
    }
    open_.pop_back();
    return "";
  }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<std::string> open_;
};

inline std::string MarkupFault(std::string_view text) { return MarkupReader(text).Fault(); }

}  // namespace keel::research::testing
