// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/json.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "indicators/registry.h"

namespace keel::cli {
namespace {

using indicators::Indicator;

std::string ParametersOf(const Indicator& indicator) {
  std::string text;
  for (const indicators::Parameter& parameter : indicator.parameters) {
    text +=
        fmt::format("{}{}={}", text.empty() ? "" : " ", parameter.name, parameter.default_value);
  }
  return text;
}

class ListIndicators final : public Verb {
 public:
  std::string_view name() const override { return "list-indicators"; }
  std::string_view summary() const override {
    return "lists the technical indicators with parameters, warm-up and definition";
  }
  std::string_view group() const override { return "research"; }
  void Declare(Options&) override {}

  base::Status Run(Session& session) override {
    session.print(session.json ? AsJson() : AsText(session));
    return {};
  }

 private:
  static std::string AsText(const Session& session) {
    Table table({{"name"}, {"input"}, {"parameters"}, {"warm-up", true}, {"definition"}});
    for (const Indicator& indicator : indicators::AllIndicators()) {
      table.AddRow({std::string(indicator.name), std::string(InputName(indicator.input)),
                    ParametersOf(indicator), fmt::format("{}", indicator.warm_up),
                    std::string(indicator.definition)});
    }
    return table.Text(session.colour, session.width);
  }

  static std::string AsJson() {
    base::JsonWriter json(2);
    json.BeginArray();
    for (const Indicator& indicator : indicators::AllIndicators()) {
      json.BeginObject().Key("name").String(indicator.name).Key("title").String(indicator.title);
      json.Key("group").String(GroupTitle(indicator.group));
      json.Key("input").String(InputName(indicator.input)).Key("outputs").BeginArray();
      for (std::string_view output : indicator.outputs) json.String(output);
      json.EndArray().Key("parameters").BeginObject();
      for (const indicators::Parameter& parameter : indicator.parameters) {
        json.Key(parameter.name).Number(parameter.default_value);
      }
      json.EndObject().Key("warm_up").Number(indicator.warm_up);
      json.Key("definition").String(indicator.definition).EndObject();
    }
    json.EndArray();
    return json.text() + "\n";
  }
};

}  // namespace

std::unique_ptr<Verb> MakeListIndicators() { return std::make_unique<ListIndicators>(); }

}  // namespace keel::cli
