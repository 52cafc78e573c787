// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "metrics/registry.h"
#include "research/run_store.h"

namespace keel::cli {
namespace {

std::string PairsOf(const research::KeptRun& run) {
  const base::JsonValue* pairs = run.json.Find("pairs");
  if (pairs == nullptr || pairs->items.empty()) return "";
  const std::string first = pairs->items.front().text;
  return pairs->items.size() == 1 ? first : fmt::format("{} +{}", first, pairs->items.size() - 1);
}

std::string Shown(metrics::Unit unit, std::optional<double> value) {
  return metrics::FormatValue(unit, value);
}

class ListRuns final : public Verb {
 public:
  std::string_view name() const override { return "list-runs"; }
  std::string_view summary() const override { return "lists the kept runs, the newest last"; }
  std::string_view group() const override { return "research"; }
  void Declare(Options&) override {}

  base::Status Run(Session& session) override {
    TRY(const research::KeptRuns kept, research::ListRuns(session.home));
    for (const std::string& name : kept.unreadable) {
      session.note(fmt::format("{} has no readable run.json and is left out", name));
    }
    if (session.json) {
      session.print(AsJson(kept));
    } else if (kept.runs.empty()) {
      session.print("No run is kept yet; `keel backtest` makes one.\n");
    } else {
      session.print(AsText(kept, session));
    }
    return {};
  }

 private:
  static std::string AsText(const research::KeptRuns& kept, const Session& session) {
    Table table({{"id"},
                 {"pairs"},
                 {"time"},
                 {"return", true},
                 {"Sharpe", true},
                 {"max dd", true},
                 {"trades", true},
                 {"belief"},
                 {"data"}});
    for (const research::KeptRun& run : kept.runs) {
      table.AddRow({run.place.id, PairsOf(run), run.Text("timeframe"),
                    Shown(metrics::Unit::kFraction, run.Number("total_return")),
                    Shown(metrics::Unit::kRatio, run.Number("sharpe")),
                    Shown(metrics::Unit::kFraction, run.Number("max_drawdown")),
                    Shown(metrics::Unit::kCount, run.Number("trades")),
                    run.Text("integrity.belief"), run.Flag("synthetic") ? "SYNTHETIC" : "real"});
    }
    return table.Text(session.colour);
  }

  static std::string AsJson(const research::KeptRuns& kept) {
    base::JsonWriter json(2);
    json.BeginArray();
    for (const research::KeptRun& run : kept.runs) {
      json.BeginObject().Key("run_id").String(run.place.id);
      json.Key("directory").String(run.place.directory);
      for (const char* key :
           {"created_at", "strategy", "timeframe", "from", "to", "risk_profile", "journal_hash"}) {
        json.Key(key).String(run.Text(key));
      }
      json.Key("pairs").BeginArray();
      if (const base::JsonValue* pairs = run.json.Find("pairs")) {
        for (const base::JsonValue& pair : pairs->items) json.String(pair.text);
      }
      json.EndArray();
      for (const char* key : {"total_return", "cagr", "sharpe", "max_drawdown", "trades"}) {
        json.Key(key);
        const std::optional<double> value = run.Number(key);
        value ? json.Number(*value) : json.Null();
      }
      json.Key("belief").String(run.Text("integrity.belief"));
      json.Key("synthetic").Bool(run.Flag("synthetic")).EndObject();
    }
    json.EndArray();
    return json.Take() + "\n";
  }
};

}  // namespace

std::unique_ptr<Verb> MakeListRuns() { return std::make_unique<ListRuns>(); }

}  // namespace keel::cli
