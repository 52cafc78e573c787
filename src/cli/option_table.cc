// SPDX-License-Identifier: MIT
#include "cli/option_table.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace keel::cli {
namespace {

using base::ErrorCode;

/// Reads a whole text as a number of type T.
template <typename T>
std::optional<T> ReadNumber(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Puts the texts that were given for one option into the variable it is bound to.
base::Status Assign(const OptionRow& row, const std::vector<std::string>& given) {
  const std::string& last = given.back();
  if (auto* const* text = std::get_if<std::string*>(&row.target)) {
    **text = last;
  } else if (auto* const* optional = std::get_if<std::optional<std::string>*>(&row.target)) {
    **optional = last;
  } else if (auto* const* number = std::get_if<double*>(&row.target)) {
    const auto value = ReadNumber<double>(last);
    if (!value || !std::isfinite(*value)) {
      return base::Fail(ErrorCode::kUsage,
                        fmt::format("{} needs a number, not \"{}\"", row.long_name(), last));
    }
    **number = *value;
  } else if (auto* const* whole = std::get_if<int64_t*>(&row.target)) {
    const auto value = ReadNumber<int64_t>(last);
    if (!value) {
      return base::Fail(ErrorCode::kUsage,
                        fmt::format("{} needs a whole number, not \"{}\"", row.long_name(), last));
    }
    **whole = *value;
  } else if (auto* const* list = std::get_if<std::vector<std::string>*>(&row.target)) {
    for (const std::string& item : given) {
      if (!row.split) {
        (*list)->push_back(item);
        continue;
      }
      for (std::string_view part : base::Split(item, ',')) {
        if (!base::Trim(part).empty()) (*list)->emplace_back(base::Trim(part));
      }
    }
  }
  return {};
}

base::Status Surplus(std::string_view verb, const std::vector<OptionRow>& rows,
                     const std::string& argument) {
  if (argument.size() < 2 || argument.front() != '-') {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("\"{0}\" does not take the argument \"{1}\"; `keel {0} --help` "
                                  "lists what it takes",
                                  verb, argument));
  }
  std::vector<std::string> names;
  for (const OptionRow& row : rows) {
    if (row.positional) continue;
    for (std::string_view name : base::Split(row.names, ',')) names.emplace_back(name);
  }
  const std::string name = argument.substr(0, argument.find('='));
  const std::string near = base::DidYouMean(name, names);
  return base::Fail(ErrorCode::kUsage,
                    fmt::format("\"{0}\" has no option {1}{2}; `keel {0} --help` lists its options",
                                verb, name, near));
}

/// The library's own complaint in our words: it throws only where a value is missing.
base::Status Complaint(std::string_view verb, const CLI::ParseError& error) {
  std::string what = error.what();
  if (const size_t colon = what.find(": "); colon != std::string::npos) what.resize(colon);
  if (const size_t space = what.find(' '); space != std::string::npos) what.resize(space);
  return base::Fail(
      ErrorCode::kUsage,
      fmt::format("{} needs a value; `keel {} --help` lists the options", what, verb));
}

}  // namespace

std::string OptionRow::long_name() const {
  for (std::string_view name : base::Split(names, ',')) {
    if (name.starts_with("--")) return std::string(name);
  }
  return names.substr(0, names.find(','));
}

OptionRow& OptionTable::Add(std::string_view names, OptionRow::Target target,
                            std::string_view doc) {
  OptionRow row;
  row.names = names;
  row.doc = doc;
  row.target = target;
  row.common = common_;
  return rows_.emplace_back(std::move(row));
}

void OptionTable::Text(std::string_view names, std::string* value, std::string_view doc) {
  Add(names, value, doc);
}
void OptionTable::OptionalText(std::string_view names, std::optional<std::string>* value,
                               std::string_view doc) {
  Add(names, value, doc);
}
void OptionTable::Number(std::string_view names, double* value, std::string_view doc) {
  Add(names, value, doc);
}
void OptionTable::Whole(std::string_view names, int64_t* value, std::string_view doc) {
  Add(names, value, doc);
}
void OptionTable::Flag(std::string_view names, bool* value, std::string_view doc) {
  Add(names, value, doc);
}
void OptionTable::List(std::string_view names, std::vector<std::string>* value,
                       std::string_view doc) {
  Add(names, value, doc).split = true;
}
void OptionTable::Repeated(std::string_view names, std::vector<std::string>* value,
                           std::string_view doc) {
  Add(names, value, doc);
}
void OptionTable::Positional(std::string_view name, std::string* value, std::string_view doc,
                             bool required) {
  OptionRow& row = Add(name, value, doc);
  row.positional = true;
  row.required = required;
}
void OptionTable::Positionals(std::string_view name, std::vector<std::string>* value,
                              std::string_view doc, bool required) {
  OptionRow& row = Add(name, value, doc);
  row.positional = true;
  row.required = required;
}
void OptionTable::Counted(std::string_view names, int64_t* value, std::string_view doc) {
  Add(names, value, doc).counted = true;
}

base::Status OptionTable::Parse(std::string_view verb,
                                const std::vector<std::string>& arguments) const {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::vector<CLI::Option*> options;
  bool has_positional = false;
  for (const OptionRow& row : rows_) has_positional = has_positional || row.positional;
  for (const OptionRow& row : rows_) {
    const auto keep = [](const CLI::results_t&) { return true; };
    if (row.is_flag()) {
      options.push_back(app.add_flag(row.names));
      continue;
    }
    CLI::Option* option = app.add_option(row.names, keep);
    const bool many = std::holds_alternative<std::vector<std::string>*>(row.target);
    // `-p BTC/USDT ETH/USDT` works where no positional argument could be meant instead.
    const bool greedy = row.positional ? many : many && row.split && !has_positional;
    option->type_size(1)->expected(1, greedy ? CLI::detail::expected_max_vector_size : 1);
    option->multi_option_policy(many ? CLI::MultiOptionPolicy::TakeAll
                                     : CLI::MultiOptionPolicy::TakeLast);
    option->allow_extra_args(greedy);
    options.push_back(option);
  }
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    return Complaint(verb, error);
  }
  if (const auto extras = app.remaining(); !extras.empty()) {
    return Surplus(verb, rows_, extras.front());
  }
  for (size_t i = 0; i < rows_.size(); ++i) {
    const OptionRow& row = rows_[i];
    if (row.counted) {
      *std::get<int64_t*>(row.target) = static_cast<int64_t>(options[i]->count());
    } else if (row.is_flag()) {
      if (options[i]->count() > 0) *std::get<bool*>(row.target) = true;
    } else if (options[i]->count() > 0) {
      TRY(Assign(row, options[i]->results()));
    } else if (row.required) {
      return base::Fail(
          ErrorCode::kUsage,
          fmt::format("\"{0}\" needs {1} ({2}); see `keel {0} --help`", verb, row.names, row.doc));
    }
  }
  return {};
}

}  // namespace keel::cli
