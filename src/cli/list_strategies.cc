// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "strategies/registry.h"

namespace keel::cli {
namespace {

using strategy::ParamSpec;
using strategy::StrategySpec;

std::string RangeOf(const ParamSpec& param) {
  return fmt::format("{} to {}", param.min, param.max);
}

class ListStrategies final : public Verb {
 public:
  std::string_view name() const override { return "list-strategies"; }
  std::string_view summary() const override {
    return "lists the strategies with their parameters, defaults and ranges";
  }
  std::string_view group() const override { return "research"; }
  void Declare(Options& options) override {
    options.Positional("NAME", &name_, "show only this strategy", false);
  }

  base::Status Run(Session& session) override {
    std::vector<const StrategySpec*> shown;
    if (name_.empty()) {
      for (const StrategySpec& spec : strategies::All()) shown.push_back(&spec);
    } else {
      TRY(const StrategySpec* spec, strategies::Find(name_));
      shown.push_back(spec);
    }
    session.print(session.json ? AsJson(shown) : AsText(shown, session));
    return {};
  }

 private:
  static std::string AsText(const std::vector<const StrategySpec*>& specs, const Session& session) {
    std::string text;
    for (const StrategySpec* spec : specs) {
      if (!text.empty()) text += "\n";
      text += session.colour ? fmt::format("\033[1m{}\033[0m\n", spec->name) : spec->name + "\n";
      text += fmt::format("  {}\n", spec->summary);
      if (!spec->features.empty()) {
        text += fmt::format("  reads {}\n", base::Join(spec->features, ", "));
      }
      if (spec->params.empty()) {
        text += "  no parameters\n";
        continue;
      }
      Table table({{"  parameter"}, {"default", true}, {"range"}, {"meaning"}});
      for (const ParamSpec& param : spec->params) {
        table.AddRow(
            {"  " + param.name, fmt::format("{}", param.default_value), RangeOf(param), param.doc});
      }
      text += table.Text(false, session.width);
    }
    return text;
  }

  static std::string AsJson(const std::vector<const StrategySpec*>& specs) {
    base::JsonWriter json(2);
    json.BeginArray();
    for (const StrategySpec* spec : specs) {
      json.BeginObject().Key("name").String(spec->name).Key("summary").String(spec->summary);
      json.Key("scope").String(spec->scope == strategy::Scope::kUniverse ? "universe" : "pair");
      json.Key("features").BeginArray();
      for (const std::string& feature : spec->features) json.String(feature);
      json.EndArray().Key("params").BeginArray();
      for (const ParamSpec& param : spec->params) {
        json.BeginObject().Key("name").String(param.name);
        json.Key("default").Number(param.default_value);
        json.Key("min").Number(param.min).Key("max").Number(param.max);
        json.Key("whole").Bool(param.whole).Key("doc").String(param.doc).EndObject();
      }
      json.EndArray().EndObject();
    }
    json.EndArray();
    return json.text() + "\n";
  }

  std::string name_;
};

}  // namespace

std::unique_ptr<Verb> MakeListStrategies() { return std::make_unique<ListStrategies>(); }

}  // namespace keel::cli
