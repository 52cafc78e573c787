// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/json.h"
#include "cli/config.h"
#include "cli/table.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

class ShowConfig final : public Verb {
 public:
  std::string_view name() const override { return "show-config"; }
  std::string_view summary() const override {
    return "shows every setting, its value, and where that value comes from";
  }
  std::string_view group() const override { return "setup"; }
  void Declare(Options& options) override {
    options.Flag("--schema", &schema_, "print the JSON Schema of keel.toml instead");
  }

  base::Status Run(Session& session) override {
    if (schema_) {
      session.print(ConfigSchema());
      return {};
    }
    TRY(Config config, GatherConfig(session));
    TRY(ApplyConfig(config, "fund"));
    session.print(session.json ? AsJson(config) : AsText(config, session));
    return {};
  }

 private:
  static std::string Shown(const UnusedVariable& variable) {
    return variable.secret ? "********" : "set";
  }

  static std::string AsText(const Config& config, const Session& session) {
    Table table({{"key"}, {"value"}, {"from"}});
    for (const ConfigLine& line : FlattenConfig(config)) {
      table.AddRow({line.key, ConfigText(line.value), line.origin});
    }
    for (const UnusedVariable& variable : config.unused) {
      table.AddRow(
          {variable.name, Shown(variable), variable.origin + ", not used by this version"});
    }
    return table.Text(session.colour);
  }

  static std::string AsJson(const Config& config) {
    base::JsonWriter json(2);
    json.BeginObject().Key("files").BeginArray();
    for (const std::string& file : config.files) json.String(file);
    json.EndArray().Key("values").BeginArray();
    for (const ConfigLine& line : FlattenConfig(config)) {
      json.BeginObject().Key("key").String(line.key).Key("value");
      WriteConfigJson(line.value, json);
      json.Key("origin").String(line.origin).EndObject();
    }
    json.EndArray().Key("unused").BeginArray();
    for (const UnusedVariable& variable : config.unused) {
      json.BeginObject().Key("name").String(variable.name);
      json.Key("origin").String(variable.origin).EndObject();
    }
    json.EndArray().EndObject();
    return json.text() + "\n";
  }

  bool schema_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeShowConfig() { return std::make_unique<ShowConfig>(); }

}  // namespace keel::cli
