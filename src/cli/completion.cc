// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/text.h"
#include "cli/common.h"
#include "cli/option_table.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

struct VerbRow {
  std::string name, summary;
  std::vector<OptionRow> options;
};

std::vector<VerbRow> Rows() {
  std::vector<VerbRow> rows;
  for (const auto& verb : MakeVerbs()) {
    OptionTable table;
    CommonOptions common;
    verb->Declare(table);
    DeclareCommon(table, common);
    VerbRow row{std::string(verb->name()), std::string(verb->summary()), {}};
    for (const OptionRow& option : table.rows()) {
      if (!option.positional) row.options.push_back(option);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string NamesOf(const std::vector<VerbRow>& rows) {
  std::string names;
  for (const VerbRow& row : rows) names += row.name + " ";
  return names + "help";
}

/// `text` inside single quotes of a shell.
std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  for (char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string Bash(const std::vector<VerbRow>& rows) {
  std::string cases;
  for (const VerbRow& row : rows) {
    std::string options;
    for (const OptionRow& option : row.options) {
      for (std::string_view name : base::Split(option.names, ','))
        options += std::string(name) + " ";
    }
    options.pop_back();
    cases += fmt::format("    {}) words='{}' ;;\n", row.name, options);
  }
  return fmt::format(
      "# Completion of keel for bash; load it with: source <(keel completion bash)\n"
      "_keel() {{\n"
      "  local word=${{COMP_WORDS[COMP_CWORD]}} words\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W '{}' -- \"$word\")); return\n"
      "  fi\n"
      "  case ${{COMP_WORDS[1]}} in\n"
      "    help) words='{}' ;;\n"
      "{}"
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
      "}}\n"
      "complete -o default -F _keel keel ./keel\n",
      NamesOf(rows), NamesOf(rows), cases);
}

std::string Zsh(const std::vector<VerbRow>& rows) {
  std::string verbs, cases;
  for (const VerbRow& row : rows) {
    verbs += fmt::format("    {}\n", Quoted(row.name + ":" + row.summary));
    std::string options;
    for (const OptionRow& option : row.options) {
      for (std::string_view name : base::Split(option.names, ',')) {
        std::string doc;
        for (char c : option.doc) {
          if (c == '[' || c == ']' || c == ':') doc += '\\';
          doc += c;
        }
        const std::string value = option.is_flag() ? "" : ":value:_files";
        options += " " + Quoted(fmt::format("*{}[{}]{}", name, doc, value));
      }
    }
    cases += fmt::format("    {}) _arguments{} '*:file:_files' ;;\n", row.name, options);
  }
  return fmt::format(
      "#compdef keel\n"
      "# Completion of keel for zsh; load it with: source <(keel completion zsh)\n"
      "_keel() {{\n"
      "  local -a verbs=(\n{}  )\n"
      "  if (( CURRENT == 2 )); then _describe verb verbs; return; fi\n"
      "  local verb=$words[2]\n"
      "  shift words; (( CURRENT-- ))\n"
      "  case $verb in\n{}  esac\n"
      "}}\n"
      "compdef _keel keel\n",
      verbs, cases);
}

std::string Fish(const std::vector<VerbRow>& rows) {
  std::string text = "# Completion of keel for fish; load it with: keel completion fish | source\n";
  for (const VerbRow& row : rows) {
    text += fmt::format("complete -c keel -n __fish_use_subcommand -f -a {} -d {}\n", row.name,
                        Quoted(row.summary));
    for (const OptionRow& option : row.options) {
      text += fmt::format("complete -c keel -n '__fish_seen_subcommand_from {}'", row.name);
      for (std::string_view name : base::Split(option.names, ',')) {
        const bool is_long = name.starts_with("--");
        text += fmt::format(" -{} {}", is_long ? "l" : "s", name.substr(is_long ? 2 : 1));
      }
      text += fmt::format("{} -d {}\n", option.is_flag() ? "" : " -r", Quoted(option.doc));
    }
  }
  return text;
}

class Completion final : public Verb {
 public:
  std::string_view name() const override { return "completion"; }
  std::string_view summary() const override {
    return "prints the completion script for bash, zsh or fish";
  }
  std::string_view group() const override { return "setup"; }
  void Declare(Options& options) override {
    options.Positional("SHELL", &shell_, "bash, zsh or fish", true);
  }

  base::Status Run(Session& session) override {
    const std::vector<VerbRow> rows = Rows();
    if (shell_ == "bash") {
      session.print(Bash(rows));
    } else if (shell_ == "zsh") {
      session.print(Zsh(rows));
    } else if (shell_ == "fish") {
      session.print(Fish(rows));
    } else {
      const std::vector<std::string> shells = {"bash", "zsh", "fish"};
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("completion is for bash, zsh and fish, not \"{}\"{}", shell_,
                                    base::DidYouMean(shell_, shells)));
    }
    return {};
  }

 private:
  std::string shell_;
};

}  // namespace

std::unique_ptr<Verb> MakeCompletion() { return std::make_unique<Completion>(); }

}  // namespace keel::cli
