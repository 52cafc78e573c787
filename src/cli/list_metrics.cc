// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/json.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "metrics/registry.h"

namespace keel::cli {
namespace {

class ListMetrics final : public Verb {
 public:
  std::string_view name() const override { return "list-metrics"; }
  std::string_view summary() const override {
    return "lists the statistics of a run with their definitions";
  }
  std::string_view group() const override { return "research"; }
  void Declare(Options&) override {}

  base::Status Run(Session& session) override {
    session.print(session.json ? AsJson() : AsText(session));
    return {};
  }

 private:
  static std::string AsText(const Session& session) {
    Table table({{"key"}, {"name"}, {"unit"}, {"definition"}});
    for (const metrics::Metric& metric : metrics::AllMetrics()) {
      table.AddRow({std::string(metric.key), std::string(metric.title),
                    std::string(metrics::UnitName(metric.unit)), std::string(metric.definition)});
    }
    return table.Text(session.colour, session.width);
  }

  static std::string AsJson() {
    base::JsonWriter json(2);
    json.BeginArray();
    for (const metrics::Metric& metric : metrics::AllMetrics()) {
      json.BeginObject().Key("key").String(metric.key).Key("name").String(metric.title);
      json.Key("unit").String(metrics::UnitName(metric.unit));
      json.Key("definition").String(metric.definition);
      json.Key("source").String(metric.source).EndObject();
    }
    json.EndArray();
    return json.text() + "\n";
  }
};

}  // namespace

std::unique_ptr<Verb> MakeListMetrics() { return std::make_unique<ListMetrics>(); }

}  // namespace keel::cli
