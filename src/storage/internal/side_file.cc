// SPDX-License-Identifier: MIT
#include "storage/internal/side_file.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/time.h"

namespace keel::storage::internal {
namespace {

using simdjson::dom::element;

constexpr int64_t kFormat = 1;

// Reads fields of one object and remembers the first that is missing or of the wrong kind.
class Fields {
 public:
  explicit Fields(element object) : object_(object) {}

  template <typename T>
  void Read(const char* key, T* value) {
    if (object_[key].get(*value) != simdjson::SUCCESS) Fault(key);
  }
  void Read(const char* key, std::string* value) {
    std::string_view text;
    Read(key, &text);
    *value = text;
  }
  void ReadDecimals(const char* key, int* value) {
    int64_t number = -1;
    Read(key, &number);
    if (number < 0 || number > core::Decimal::kDigits) Fault(key);
    *value = static_cast<int>(number);
  }
  void ReadTime(const char* key, base::UnixNanos* value) {
    std::string_view text;
    Read(key, &text);
    const auto time = base::ParseTime(text);
    if (!time) return Fault(key);
    *value = *time;
  }
  bool Has(const char* key) const { return !object_[key].error() && !object_[key].is_null(); }
  void Fault(const char* key) {
    if (fault_.empty()) fault_ = fmt::format("its field \"{}\" is missing or not understood", key);
  }
  const std::string& fault() const { return fault_; }
  element at(const char* key) const { return object_[key].value_unsafe(); }

 private:
  element object_;
  std::string fault_;
};

tl::unexpected<base::Error> Corrupt(std::string why) {
  return base::Fail(base::ErrorCode::kCorrupt, std::move(why));
}

base::Status ReadGaps(Fields& fields, SeriesNote* note) {
  simdjson::dom::array list;
  fields.Read("gaps", &list);
  if (!fields.fault().empty()) return Corrupt(fields.fault());
  for (const element item : list) {
    Fields gap_fields(item);
    Gap gap;
    gap_fields.ReadTime("from", &gap.from);
    gap_fields.ReadTime("to", &gap.to);
    gap_fields.Read("missing", &gap.missing);
    if (!gap_fields.fault().empty()) return Corrupt(gap_fields.fault());
    note->gaps.push_back(gap);
  }
  return {};
}

// The fields that both kinds share.
template <typename Note>
void ReadCommon(Fields& fields, Note* note, std::string* check) {
  int64_t format = 0;
  fields.Read("format", &format);
  if (format > kFormat) return fields.Fault("format");
  fields.Read("source", &note->source);
  fields.Read("hash", &note->hash);
  fields.Read("check", check);
  fields.Read("rows", &note->rows);
  fields.Read("synthetic", &note->synthetic);
}

base::Result<element> ParseObject(simdjson::dom::parser& parser, std::string_view text) {
  element root;
  if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS || !root.is_object()) {
    return Corrupt("it is not a JSON object");
  }
  return root;
}

template <typename Note>
void PrintCommon(base::JsonWriter& json, const Note& note, const std::string& check) {
  json.Key("source").String(note.source);
  json.Key("hash").String(note.hash);
  json.Key("check").String(check);
  json.Key("rows").Number(note.rows);
  json.Key("synthetic").Bool(note.synthetic);
}

}  // namespace

std::string PrintSide(const SeriesKey& key, const SeriesSide& side) {
  const SeriesNote& note = side.note;
  base::JsonWriter json(2);
  json.BeginObject();
  json.Key("format").Number(kFormat);
  json.Key("kind").String("bars");
  json.Key("venue").String(key.venue);
  json.Key("symbol").String(key.symbol.ToString());
  json.Key("timeframe").String(key.timeframe.name());
  PrintCommon(json, note, side.check);
  json.Key("close_only").Bool(note.close_only);
  json.Key("price_decimals").Number(note.price_decimals);
  json.Key("volume_decimals").Number(note.volume_decimals);
  if (note.delisted_at) json.Key("delisted_at").String(base::FormatIso(*note.delisted_at));
  json.Key("gap_count").Number(note.gap_count);
  json.Key("missing").Number(note.missing);
  json.Key("gaps").BeginArray();
  for (const Gap& gap : note.gaps) {
    json.BeginObject();
    json.Key("from").String(base::FormatIso(gap.from));
    json.Key("to").String(base::FormatIso(gap.to));
    json.Key("missing").Number(gap.missing);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take() + "\n";
}

std::string PrintSide(const TradesKey& key, const TradesSide& side) {
  base::JsonWriter json(2);
  json.BeginObject();
  json.Key("format").Number(kFormat);
  json.Key("kind").String("trades");
  json.Key("venue").String(key.venue);
  json.Key("symbol").String(key.symbol.ToString());
  PrintCommon(json, side.note, side.check);
  json.Key("price_decimals").Number(side.note.price_decimals);
  json.Key("quantity_decimals").Number(side.note.quantity_decimals);
  json.EndObject();
  return json.Take() + "\n";
}

std::string PrintSide(const SeriesKey& key, const FeatureNote& note) {
  base::JsonWriter json(2);
  json.BeginObject();
  json.Key("format").Number(kFormat);
  json.Key("kind").String("features");
  json.Key("venue").String(key.venue);
  json.Key("symbol").String(key.symbol.ToString());
  json.Key("timeframe").String(key.timeframe.name());
  json.Key("data_hash").String(note.data_hash);
  json.Key("hash").String(note.hash);
  json.Key("rows").Number(note.rows);
  json.Key("absent").String("NaN");
  json.Key("features").BeginArray();
  for (const FeatureColumn& column : note.columns) {
    json.BeginObject();
    json.Key("name").String(column.name);
    json.Key("version").Number(column.version);
    json.Key("definition_hash").String(column.definition_hash);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take() + "\n";
}

base::Result<SeriesSide> ParseSeriesSide(std::string_view text) {
  simdjson::dom::parser parser;
  TRY(const element root, ParseObject(parser, text));
  Fields fields(root);
  SeriesSide side;
  SeriesNote& note = side.note;
  ReadCommon(fields, &note, &side.check);
  fields.Read("close_only", &note.close_only);
  fields.ReadDecimals("price_decimals", &note.price_decimals);
  fields.ReadDecimals("volume_decimals", &note.volume_decimals);
  fields.Read("gap_count", &note.gap_count);
  fields.Read("missing", &note.missing);
  if (fields.Has("delisted_at")) {
    note.delisted_at.emplace();
    fields.ReadTime("delisted_at", &*note.delisted_at);
  }
  if (!fields.fault().empty()) return Corrupt(fields.fault());
  TRY(ReadGaps(fields, &note));
  return side;
}

base::Result<TradesSide> ParseTradesSide(std::string_view text) {
  simdjson::dom::parser parser;
  TRY(const element root, ParseObject(parser, text));
  Fields fields(root);
  TradesSide side;
  ReadCommon(fields, &side.note, &side.check);
  fields.ReadDecimals("price_decimals", &side.note.price_decimals);
  fields.ReadDecimals("quantity_decimals", &side.note.quantity_decimals);
  if (!fields.fault().empty()) return Corrupt(fields.fault());
  return side;
}

base::Result<FeatureNote> ParseFeatureNote(std::string_view text) {
  simdjson::dom::parser parser;
  TRY(const element root, ParseObject(parser, text));
  Fields fields(root);
  FeatureNote note;
  int64_t format = 0;
  fields.Read("format", &format);
  if (format > kFormat) fields.Fault("format");
  fields.Read("data_hash", &note.data_hash);
  fields.Read("hash", &note.hash);
  fields.Read("rows", &note.rows);
  simdjson::dom::array list;
  fields.Read("features", &list);
  if (!fields.fault().empty()) return Corrupt(fields.fault());
  for (const element item : list) {
    Fields column_fields(item);
    FeatureColumn column;
    column_fields.Read("name", &column.name);
    column_fields.Read("version", &column.version);
    column_fields.Read("definition_hash", &column.definition_hash);
    if (!column_fields.fault().empty()) return Corrupt(column_fields.fault());
    note.columns.push_back(std::move(column));
  }
  return note;
}

std::string ContentHash(std::string_view rows) {
  base::Hasher hasher;
  hasher.Append(rows);
  return hasher.Hex();
}

std::string Fingerprint(std::string_view rows, size_t row_size) {
  constexpr size_t kSamples = 16;
  base::Hasher hasher;
  const size_t count = rows.size() / row_size;
  hasher.Append(&count, sizeof(count));
  for (size_t i = 0; i < kSamples && count > 0; ++i) {
    hasher.Append(rows.substr((count - 1) * i / (kSamples - 1) * row_size, row_size));
  }
  return hasher.Hex();
}

}  // namespace keel::storage::internal
