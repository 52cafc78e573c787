// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/json.h"
#include "cli/series_text.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "strategies/feature_registry.h"

namespace keel::cli {
namespace {

using market::FeatureSpec;

class ListFeatures final : public Verb {
 public:
  std::string_view name() const override { return "list-features"; }
  std::string_view summary() const override {
    return "lists the features with version, lookback and definition";
  }
  std::string_view group() const override { return "research"; }
  void Declare(Options& options) override {
    options.Text("-t,--timeframe", &timeframe_,
                 "bars for which lookback and hash are told (default 1h)");
  }

  base::Status Run(Session& session) override {
    TRY(const core::Timeframe timeframe, core::Timeframe::Parse(timeframe_));
    session.print(session.json ? AsJson(timeframe) : AsText(session, timeframe));
    return {};
  }

 private:
  static std::string AsText(const Session& session, core::Timeframe timeframe) {
    Table table({{"name"},
                 {"version", true},
                 {"lookback", true},
                 {"volume"},
                 {"hash at " + timeframe.name()},
                 {"definition"}});
    for (const FeatureSpec& spec : strategies::AllFeatures()) {
      table.AddRow({spec.name, fmt::format("{}", spec.version), Grouped(spec.lookback(timeframe)),
                    spec.needs_volume ? "needed" : "",
                    market::DefinitionHash(spec, timeframe).substr(0, 8), spec.doc});
    }
    return table.Text(session.colour, session.width);
  }

  static std::string AsJson(core::Timeframe timeframe) {
    base::JsonWriter json(2);
    json.BeginArray();
    for (const FeatureSpec& spec : strategies::AllFeatures()) {
      json.BeginObject().Key("name").String(spec.name).Key("version").Number(spec.version);
      json.Key("timeframe").String(timeframe.name());
      json.Key("lookback").Number(spec.lookback(timeframe));
      json.Key("needs_volume").Bool(spec.needs_volume);
      json.Key("definition_hash").String(market::DefinitionHash(spec, timeframe));
      json.Key("definition").String(spec.doc).EndObject();
    }
    json.EndArray();
    return json.text() + "\n";
  }

  std::string timeframe_ = "1h";
};

}  // namespace

std::unique_ptr<Verb> MakeListFeatures() { return std::make_unique<ListFeatures>(); }

}  // namespace keel::cli
