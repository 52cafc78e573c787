// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "cli/config.h"
#include "cli/config_read.h"
#include "core/timeframe.h"

namespace keel::cli {
namespace {

using Type = ConfigShape::Type;

const ConfigRule& RuleOf(const ConfigShape& shape) { return *FindRule(shape.path); }

void WriteBound(double bound, base::JsonWriter& json) {
  const bool whole = std::abs(bound) < 1e18 && bound == std::floor(bound);
  if (whole) {
    json.Number(static_cast<int64_t>(bound));
  } else {
    json.Number(bound);
  }
}

void WriteNumberBounds(const ConfigRule& rule, base::JsonWriter& json) {
  if (rule.min) WriteBound(*rule.min, json.Key("minimum"));
  if (rule.max) WriteBound(*rule.max, json.Key("maximum"));
}

void WriteTextForm(const ConfigRule& rule, base::JsonWriter& json) {
  std::vector<std::string> choices = rule.choices;
  if (rule.form == TextForm::kTimeframe || rule.form == TextForm::kDetail) {
    choices = core::Timeframe::Names();
  }
  if (rule.form == TextForm::kDetail) choices.insert(choices.end(), {"trades", ""});
  if (rule.form == TextForm::kDecimal) json.Key("pattern").String("^[0-9]+(\\.[0-9]+)?$");
  if (rule.form == TextForm::kCurrency) json.Key("pattern").String("^[A-Z0-9]+$");
  if (choices.empty()) return;
  json.Key("enum").BeginArray();
  for (const std::string& choice : choices) json.String(choice);
  json.EndArray();
}

void WriteShape(const ConfigShape& shape, base::JsonWriter& json);

void WriteRecord(const ConfigShape& shape, base::JsonWriter& json) {
  json.Key("type").String("object").Key("additionalProperties").Bool(false);
  json.Key("properties").BeginObject();
  for (const ConfigShape& field : shape.inside) {
    json.Key(field.key).BeginObject();
    if (!field.path.empty()) json.Key("description").String(RuleOf(field).doc);
    WriteShape(field, json);
    json.EndObject();
  }
  json.EndObject();
}

void WriteLeaf(const ConfigShape& shape, base::JsonWriter& json) {
  const ConfigRule& rule = RuleOf(shape);
  switch (shape.type) {
    case Type::kBool:
      json.Key("type").String("boolean");
      return;
    case Type::kWhole:
      json.Key("type").String("integer");
      WriteNumberBounds(rule, json);
      return;
    case Type::kNumber:
      json.Key("type").String("number");
      WriteNumberBounds(rule, json);
      return;
    default:
      json.Key("type").String("string");
      WriteTextForm(rule, json);
  }
}

void WriteShape(const ConfigShape& shape, base::JsonWriter& json) {
  if (shape.type == Type::kRecord) {
    WriteRecord(shape, json);
    return;
  }
  if (shape.type == Type::kMap || shape.type == Type::kList) {
    const bool list = shape.type == Type::kList;
    json.Key("type").String(list ? "array" : "object");
    json.Key(list ? "items" : "additionalProperties").BeginObject();
    WriteShape(shape.inside.front(), json);
    json.EndObject();
  } else if (shape.optional) {
    json.Key("anyOf").BeginArray().BeginObject();
    WriteLeaf(shape, json);
    json.EndObject().BeginObject().Key("const").String("off").EndObject().EndArray();
  } else {
    WriteLeaf(shape, json);
  }
  const bool element = shape.key == "*";
  if (!element && shape.default_value.kind != ConfigNode::Kind::kAbsent) {
    json.Key("default");
    WriteConfigJson(shape.default_value, json);
  }
}

/// `# key = default  # meaning`, the meaning above where the line would be long.
std::string TemplateLine(const ConfigShape& shape) {
  const ConfigRule& rule = RuleOf(shape);
  std::string doc(rule.doc);
  if (!rule.choices.empty()) {
    doc += ":";
    for (const std::string& choice : rule.choices) doc += " " + choice;
  }
  const std::string line = fmt::format("# {} = {}", shape.key, ConfigText(shape.default_value));
  if (std::max<size_t>(line.size(), 36) + doc.size() > 94)
    return fmt::format("# {}\n{}\n", doc, line);
  return fmt::format("{:<36}  # {}\n", line, doc);
}

/// The leaves of a record first, then its records as sections of their own.
void WriteTemplate(const ConfigShape& shape, std::string& text) {
  if (!shape.path.empty()) {
    text += fmt::format("\n# {}\n[{}]\n", RuleOf(shape).doc, shape.path);
  }
  for (const ConfigShape& field : shape.inside) {
    if (field.type == Type::kRecord) continue;
    // Examples of these stand at the end of the file.
    if (field.key == "instruments" || field.key == "strategies") continue;
    text += TemplateLine(field);
  }
  for (const ConfigShape& field : shape.inside) {
    if (field.type == Type::kRecord) WriteTemplate(field, text);
  }
}

constexpr std::string_view kHead =
    "# keel.toml: the configuration of Keel. Every line that is commented out shows the default.\n"
    "# An option on the command line wins over an environment variable "
    "(KEEL__RISK__PROFILE=fund),\n"
    "# that over .env, that over this file. `keel show-config` prints what is in force and "
    "why.\n\n";

constexpr std::string_view kTail =
    "\n# Filters of one pair, where the ones derived from the data are not right.\n"
    "# [instruments.\"BTC/USDT\"]\n"
    "# tick = \"0.01\"\n"
    "# lot = \"0.00001\"\n"
    "# min_notional = \"5\"\n"
    "\n# What runs, once for each strategy; `keel list-strategies` shows names and parameters.\n"
    "# [[strategies]]\n"
    "# name = \"ema_cross\"\n"
    "# params = { fast = 20, slow = 100 }\n"
    "# allocation = 0.5                    # share of equity; absent: equal parts of the rest\n"
    "# pairs = [\"BTC/USDT\"]                # absent: all pairs of the run\n"
    "# timeframe = \"4h\"                    # absent: the run's\n";

}  // namespace

std::string ConfigSchema() {
  base::JsonWriter json(2);
  json.BeginObject();
  json.Key("$schema").String("https://json-schema.org/draft/2020-12/schema");
  json.Key("title").String("keel.toml");
  json.Key("description").String("The configuration of Keel.");
  WriteRecord(ShapeOfSettings(), json);
  json.EndObject();
  return json.text() + "\n";
}

std::string ConfigTemplate() {
  std::string text(kHead);
  WriteTemplate(ShapeOfSettings(), text);
  return text + std::string(kTail);
}

}  // namespace keel::cli
