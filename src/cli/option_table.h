// SPDX-License-Identifier: MIT
// What a verb and the program itself accept on the command line: one table drives parsing, help and
// shell completion. The parser library is compiled in option_table.cc alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/verb.h"

namespace keel::cli {

/// One declared option or positional argument.
struct OptionRow {
  using Target = std::variant<std::string*, std::optional<std::string>*, double*, int64_t*, bool*,
                              std::vector<std::string>*>;
  std::string names;  ///< "-p,--pairs"; without dashes for a positional argument
  std::string doc;
  Target target;
  bool positional = false;
  bool split = false;     ///< a list that splits at commas
  bool required = false;  ///< only of positionals
  bool common = false;    ///< accepted by every verb
  bool counted = false;   ///< a flag that counts, bound to an int64_t

  bool is_flag() const { return counted || std::holds_alternative<bool*>(target); }
  /// The long name with its dashes, or the only name.
  std::string long_name() const;
};

/// The table of one verb: its own options, then the common ones.
class OptionTable final : public Options {
 public:
  void Text(std::string_view names, std::string* value, std::string_view doc) override;
  void OptionalText(std::string_view names, std::optional<std::string>* value,
                    std::string_view doc) override;
  void Number(std::string_view names, double* value, std::string_view doc) override;
  void Whole(std::string_view names, int64_t* value, std::string_view doc) override;
  void Flag(std::string_view names, bool* value, std::string_view doc) override;
  void List(std::string_view names, std::vector<std::string>* value, std::string_view doc) override;
  void Repeated(std::string_view names, std::vector<std::string>* value,
                std::string_view doc) override;
  void Positional(std::string_view name, std::string* value, std::string_view doc,
                  bool required) override;
  void Positionals(std::string_view name, std::vector<std::string>* value, std::string_view doc,
                   bool required) override;
  /// A flag that may be given several times (-v, -vv); `value` is how often.
  void Counted(std::string_view names, int64_t* value, std::string_view doc);

  /// Everything declared from here on is common to all verbs.
  void BeginCommon() { common_ = true; }
  const std::vector<OptionRow>& rows() const { return rows_; }

  /// Reads the arguments into the bound variables. kUsage, in one sentence, for an unknown option
  /// (with the nearest name), a missing or malformed value, and a missing or surplus argument.
  base::Status Parse(std::string_view verb, const std::vector<std::string>& arguments) const;

 private:
  OptionRow& Add(std::string_view names, OptionRow::Target target, std::string_view doc);

  std::vector<OptionRow> rows_;
  bool common_ = false;
};

}  // namespace keel::cli
