// SPDX-License-Identifier: MIT
#include "storage/internal/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "storage/internal/column_order.h"
#include "storage/internal/number_field.h"
#include "storage/internal/time_field.h"

namespace keel::storage::internal {
namespace {

using Names = std::vector<std::string>;
using Found = std::optional<size_t>;

// Names of columns without case, blanks and signs, the preferred first.
constexpr std::array<std::string_view, 26> kTimeNames = {
    "opentime",     "opentimems", "timestampms", "timestamp", "unix",       "unixtimestamp",
    "unixtime",     "epoch",      "ts",          "tsevent",   "datetime",   "dateutc",
    "timeutc",      "gmttime",    "date",        "time",      "timems",     "starttime",
    "start",        "startat",    "begin",       "t",         "candletime", "tradetime",
    "transacttime", "createdat"};
constexpr std::array<std::string_view, 5> kOpenNames = {"open", "o", "openprice", "1open", "first"};
constexpr std::array<std::string_view, 5> kHighNames = {"high", "h", "highprice", "2high", "max"};
constexpr std::array<std::string_view, 5> kLowNames = {"low", "l", "lowprice", "3low", "min"};
constexpr std::array<std::string_view, 5> kCloseNames = {"close", "c", "closeprice", "4close",
                                                         "last"};
constexpr std::array<std::string_view, 10> kVolumeNames = {
    "volume",  "volumebase", "basevolume", "baseassetvolume", "volumefrom",
    "5volume", "vol",        "v",          "tickvolume",      "tickvol"};
constexpr std::array<std::string_view, 4> kSymbolNames = {"symbol", "pair", "ticker", "market"};
constexpr std::array<std::string_view, 5> kPriceNames = {"price", "p", "tradeprice", "rate", "px"};
constexpr std::array<std::string_view, 8> kQuantityNames = {"quantity", "qty",    "size", "amount",
                                                            "q",        "volume", "vol",  "sz"};
constexpr std::array<std::string_view, 7> kIdNames = {
    "tradeid", "id", "aggtradeid", "aggregatetradeid", "trdmatchid", "tid", "a"};
constexpr std::array<std::string_view, 4> kSideNames = {"side", "takerside", "aggressorside",
                                                        "direction"};
constexpr std::array<std::string_view, 4> kBuyerMakerNames = {"buyermaker", "isbuyermaker", "m",
                                                              "wasthebuyerthemaker"};

std::string Normalised(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) continue;
    plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return plain;
}

template <size_t N>
Found Find(const Names& names, const std::array<std::string_view, N>& wanted) {
  for (const std::string_view alias : wanted) {
    const auto at = std::ranges::find(names, alias);
    if (at != names.end()) return static_cast<size_t>(at - names.begin());
  }
  return std::nullopt;
}

// "volumebtc" and "volumeusdt": the base coin's where the pair tells, else the first that is not in
// a coin that prices are quoted in.
Found FindVolume(const Names& names, const std::optional<core::Symbol>& pair) {
  constexpr std::string_view kPrefix = "volume";
  constexpr std::array<std::string_view, 11> kQuotes = {
      "usdt", "usdc", "busd", "usd", "quote", "to", "eur", "tusd", "currency", "dai", "ma"};
  Found other;
  for (size_t i = 0; i < names.size(); ++i) {
    if (!names[i].starts_with(kPrefix) || names[i].size() == kPrefix.size()) continue;
    const std::string_view coin = std::string_view(names[i]).substr(kPrefix.size());
    if (pair && coin == base::ToLower(pair->base)) return i;
    const bool quote = std::ranges::find(kQuotes, coin) != kQuotes.end() ||
                       (pair && coin == base::ToLower(pair->quote));
    if (!quote && !other) other = i;
  }
  return other ? other : Find(names, kVolumeNames);
}

bool IsNumeric(std::string_view field) {
  const std::string text = std::string(field) + '\n';
  double value = 0;
  Decimals ignored;
  const char* const end = ScanNumber(text.c_str(), &value, &ignored);
  return end != nullptr && *end == '\n';
}

bool IsHeader(const std::vector<std::string_view>& fields) {
  const auto values = std::ranges::count_if(fields, [](std::string_view field) {
    return IsNumeric(field) || ReadTime(field).has_value();
  });
  return 2 * static_cast<size_t>(values) < fields.size() || values == 0;
}

bool IsPreamble(std::string_view line) {
  return line.empty() || line.front() == '#' || line.starts_with("http");
}

char DelimiterOf(std::string_view line) {
  char best = ',';
  for (const char candidate : {';', '\t', '|'}) {
    if (std::ranges::count(line, candidate) > std::ranges::count(line, best)) best = candidate;
  }
  return best;
}

class Detector {
 public:
  Detector(const std::string& name, const std::optional<core::Symbol>& pair)
      : name_(name), pair_(pair) {}

  base::Result<Layout> Run(std::string_view text) {
    std::string_view line;
    while (!text.empty()) {
      line = TakeLine(&text);
      if (!IsPreamble(line)) break;
      ++layout_.header_lines;
      line = {};
    }
    if (line.empty()) return Fail("it has no rows; give a file that has");
    layout_.delimiter = DelimiterOf(line);
    fields_ = FieldsOf(line, layout_.delimiter);
    layout_.roles.assign(fields_.size(), Role::kSkip);
    if (!IsHeader(fields_)) return WithoutHeader(line, text);
    ++layout_.header_lines;
    return FromHeader();
  }

 private:
  static std::string_view TakeLine(std::string_view* text) {
    const size_t end = std::min(text->find('\n'), text->size());
    const std::string_view line = base::Trim(text->substr(0, end));
    text->remove_prefix(std::min(end + 1, text->size()));
    return line;
  }

  void Assign(Role role, Found column) {
    if (column) layout_.roles[*column] = role;
  }

  base::Result<Layout> FromHeader() {
    Names names;
    for (const std::string_view field : fields_) names.push_back(Normalised(field));
    Assign(Role::kTime, Find(names, kTimeNames));
    Assign(Role::kSymbol, Find(names, kSymbolNames));
    const Found open = Find(names, kOpenNames), high = Find(names, kHighNames);
    const Found low = Find(names, kLowNames), close = Find(names, kCloseNames);
    const Found price = Find(names, kPriceNames), quantity = Find(names, kQuantityNames);
    if (!layout_.has(Role::kTime)) return NotUnderstood();
    if (open && high && low && close) {
      Assign(Role::kOpen, open);
      Assign(Role::kHigh, high);
      Assign(Role::kLow, low);
      AssignClose(*close, FindVolume(names, pair_));
      return std::move(layout_);
    }
    if (price && quantity && !open) return AsTrades(names, *price, *quantity);
    if ((close || price) && !open && !high && !low) {
      layout_.remarks.emplace_back("only closes were found: open, high and low equal the close");
      AssignClose(close ? *close : *price, FindVolume(names, pair_));
      return std::move(layout_);
    }
    return AsCloses();
  }

  void AssignClose(size_t close, Found volume) {
    Assign(Role::kClose, close);
    Assign(Role::kVolume, volume);
    if (!volume) layout_.remarks.emplace_back("no volume in the base coin: volumes are 0");
  }

  base::Result<Layout> AsTrades(const Names& names, size_t price, size_t quantity) {
    const auto of_book = [](const std::string& name) {
      return name.starts_with("bid") || name.starts_with("ask") || name.find("update") == 0 ||
             name.find("updateid") != std::string::npos || name == "level";
    };
    if (std::ranges::any_of(names, of_book)) {
      return Fail("it is an order book, not bars or trades; import bars or trades");
    }
    layout_.kind = TableKind::kTrades;
    Assign(Role::kPrice, price);
    Assign(Role::kQuantity, quantity);
    Assign(Role::kId, Find(names, kIdNames));
    const Found maker = Find(names, kBuyerMakerNames);
    Assign(Role::kBuyerMaker, maker);
    if (!maker) Assign(Role::kSide, Find(names, kSideNames));
    return std::move(layout_);
  }

  base::Result<Layout> AsCloses() {
    layout_.kind = TableKind::kCloses;
    for (size_t i = 0; i < fields_.size(); ++i) {
      if (layout_.roles[i] == Role::kTime) continue;
      auto pair = core::ParseSymbol(fields_[i]);
      if (!pair) return NotUnderstood();
      layout_.roles[i] = Role::kPairClose;
      layout_.pairs.push_back(*std::move(pair));
    }
    if (layout_.pairs.empty()) return NotUnderstood();
    return std::move(layout_);
  }

  base::Result<Layout> WithoutHeader(std::string_view first, std::string_view rest) {
    const std::string text = fmt::format("{}\n{}", first, rest);
    const auto order = OrderOfColumns(text, layout_.delimiter);
    if (!order) {
      return Fail(
          fmt::format("it has no header line, and its {} columns are not time, open, high, "
                      "low, close[, volume] in any order; put the names of the columns in "
                      "the first line",
                      fields_.size()));
    }
    layout_.kind = order->kind;
    layout_.roles = order->roles;
    if (!order->remark.empty()) layout_.remarks.push_back(order->remark);
    return std::move(layout_);
  }

  base::Result<Layout> NotUnderstood() const {
    std::string found;
    for (const std::string_view field : fields_) {
      if (found.size() > 200) {
        found += ", ...";
        break;
      }
      found += (found.empty() ? "" : ", ") + std::string(field.substr(0, 40));
    }
    return Fail(
        fmt::format("its columns are not understood: found {}; wanted time, open, high, "
                    "low, close[, volume], or time and one column per pair (BTCUSDT), or "
                    "trades as time, price, quantity[, id, side]; rename the columns",
                    found));
  }

  tl::unexpected<base::Error> Fail(const std::string& why) const {
    return base::Fail(
        base::ErrorCode::kUnsupported,
        fmt::format("{}:{}: {}", name_, std::max<int64_t>(layout_.header_lines, 1), why));
  }

  std::string name_;
  std::optional<core::Symbol> pair_;
  std::vector<std::string_view> fields_;
  Layout layout_;
};

}  // namespace

bool Layout::has(Role role) const { return std::ranges::find(roles, role) != roles.end(); }

std::vector<std::string_view> FieldsOf(std::string_view line, char delimiter) {
  std::vector<std::string_view> fields = base::Split(line, delimiter);
  for (std::string_view& field : fields) {
    field = base::Trim(field);
    if (field.size() >= 2 && field.front() == '"' && field.back() == '"') {
      field = base::Trim(field.substr(1, field.size() - 2));
    }
  }
  return fields;
}

base::Result<Layout> DetectLayout(const std::string& name, std::string_view text,
                                  const std::optional<core::Symbol>& pair) {
  return Detector(name, pair).Run(text);
}

}  // namespace keel::storage::internal
