// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "venues/registry.h"

namespace keel::cli {
namespace {

using venues::VenueSpec;

class ListVenues final : public Verb {
 public:
  std::string_view name() const override { return "list-venues"; }
  std::string_view summary() const override {
    return "lists the exchanges that can be reached, and the names of their keys";
  }
  std::string_view group() const override { return "data"; }
  void Declare(Options&) override {}

  base::Status Run(Session& session) override {
    session.print(session.json ? AsJson() : AsText(session));
    return {};
  }

 private:
  static std::string AsText(const Session& session) {
    Table table({{"venue"}, {"markets"}, {"testnet"}, {"keys"}, {"what it is"}});
    for (const VenueSpec& spec : venues::All()) {
      table.AddRow({spec.name, base::Join(spec.markets, ", "), spec.has_testnet ? "yes" : "no",
                    fmt::format("{}, {}", spec.key_variable, spec.secret_variable), spec.summary});
    }
    return table.Text(session.colour, session.width);
  }

  static std::string AsJson() {
    base::JsonWriter json(2);
    json.BeginArray();
    for (const VenueSpec& spec : venues::All()) {
      json.BeginObject().Key("name").String(spec.name).Key("summary").String(spec.summary);
      json.Key("markets").BeginArray();
      for (const std::string& market : spec.markets) json.String(market);
      json.EndArray().Key("timeframes").BeginArray();
      for (const std::string& timeframe : spec.timeframes) json.String(timeframe);
      json.EndArray().Key("testnet").Bool(spec.has_testnet);
      json.Key("key").String(spec.key_variable);
      json.Key("secret").String(spec.secret_variable).EndObject();
    }
    json.EndArray();
    return json.text() + "\n";
  }
};

}  // namespace

std::unique_ptr<Verb> MakeListVenues() { return std::make_unique<ListVenues>(); }

}  // namespace keel::cli
