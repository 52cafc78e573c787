// SPDX-License-Identifier: MIT
#include "storage/internal/json_bars.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>

#include "storage/internal/time_field.h"

namespace keel::storage::internal {
namespace {

namespace json = simdjson::ondemand;

constexpr std::array<std::string_view, 6> kFields = {"time", "open",  "high",
                                                     "low",  "close", "volume"};
constexpr const char* kWanted =
    "wanted [[time, open, high, low, close, volume], ...], as freqtrade and ccxt write it";

class JsonBars {
 public:
  JsonBars(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
    text_.reserve(text_.size() + simdjson::SIMDJSON_PADDING);
    place_ = counted_ = text_.data();
  }

  base::Result<FileContent> Run() {
    json::parser parser;
    json::document document;
    json::array rows;
    if (parser.iterate(text_.data(), text_.size(), text_.capacity()).get(document) !=
            simdjson::SUCCESS ||
        document.get_array().get(rows) != simdjson::SUCCESS) {
      return base::Fail(base::ErrorCode::kUnsupported,
                        fmt::format("{}:1:1: the JSON is no list of rows; {}", name_, kWanted));
    }
    for (auto item : rows) {
      json::array row;
      if (item.get_array().get(row) != simdjson::SUCCESS) {
        return Fail(place_, fmt::format("row {} is no list or the file is cut off here; {}",
                                        rows_.bars.size() + 1, kWanted));
      }
      TRY(AppendRow(row));
    }
    const char* rest = nullptr;
    if (document.current_location().get(rest) == simdjson::SUCCESS)
      return Fail(place_, "there is text after the list; remove it");
    FileContent content;
    content.series.push_back(std::move(rows_));
    return content;
  }

 private:
  base::Status AppendRow(json::array row) {
    core::Bar bar;
    size_t field = 0;
    const char* begin = place_;
    for (auto element : row) {
      if (field == kFields.size()) break;
      std::string_view token;
      json::value value;
      if (element.get(value) != simdjson::SUCCESS) break;
      token = value.raw_json_token();
      place_ = token.data();
      if (field == 0) begin = place_;
      if (!ReadField(field, token, &bar)) {
        return Fail(place_,
                    fmt::format("the {} {} is not a {}; correct or remove the row", kFields[field],
                                token.substr(0, 60), field == 0 ? "time" : "number"));
      }
      ++field;
    }
    if (field < kFields.size()) {
      return Fail(begin, fmt::format("the row has {} values or the file is cut off here; {}", field,
                                     kWanted));
    }
    const std::string fault = AppendBar(rows_, bar, LineOf(begin));
    if (!fault.empty()) return Fail(begin, fault + "; correct or remove the row");
    return {};
  }

  // `token` is a number or a string with its quotes; behind it is always some other character.
  bool ReadField(size_t field, std::string_view token, core::Bar* bar) {
    const bool quoted = token.starts_with('"');
    const char* const p = token.data() + (quoted ? 1 : 0);
    if (field == 0) {
      std::string_view text = token.substr(quoted ? 1 : 0);
      text = text.substr(0, text.find_first_of("\", \t\r\n]"));
      const auto time = ReadTime(text);
      if (time) bar->open_time = *time;
      return time.has_value();
    }
    const std::array<double*, 5> values = {&bar->open, &bar->high, &bar->low, &bar->close,
                                           &bar->volume};
    Decimals& decimals = field == 5 ? rows_.volumes : rows_.prices;
    const char* const end = ScanNumber(p, values[field - 1], &decimals);
    if (end == nullptr) return false;
    return quoted ? *end == '"'
                  : std::string_view(", \t\r\n]").find(*end) != std::string_view::npos;
  }

  // Lines are counted on from the last place asked for: places only move forward.
  uint32_t LineOf(const char* place) {
    line_ += static_cast<uint32_t>(std::count(counted_, place, '\n'));
    counted_ = place;
    return line_;
  }

  tl::unexpected<base::Error> Fail(const char* place, const std::string& why) const {
    const auto before =
        std::string_view(text_).substr(0, static_cast<size_t>(place - text_.data()));
    const auto line = std::ranges::count(before, '\n') + 1;
    const size_t begin = before.rfind('\n') + 1;
    return FailAt(name_, line, static_cast<int64_t>(before.size() - begin) + 1, why);
  }

  std::string name_;
  std::string text_;
  const char* place_ = nullptr;
  const char* counted_ = nullptr;
  uint32_t line_ = 1;
  BarRows rows_;
};

}  // namespace

base::Result<FileContent> ReadJsonBars(LineBlocks& blocks) {
  TRY(std::string text, blocks.TakeAll());
  return JsonBars(blocks.name(), std::move(text)).Run();
}

}  // namespace keel::storage::internal
