// SPDX-License-Identifier: MIT
#include "indicators/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <optional>
#include <type_traits>

#include "indicators/all.h"

namespace keel::indicators {
namespace {

auto Feed(auto& indicator, const Ohlcv& bar) {
  if constexpr (requires { indicator.Update(bar); }) {
    return indicator.Update(bar);
  } else if constexpr (requires { indicator.Update(bar.close); }) {
    return indicator.Update(bar.close);
  } else {
    return indicator.Update(bar.open, bar.close);
  }
}

template <class I>
constexpr Input kInputOf = requires(I i, Ohlcv bar) {
  i.Update(bar);
}
? Input::kBar : requires(I i, double x) { i.Update(x); }
? Input::kClose : Input::kPair;

template <class I>
using OutputOf =
    typename decltype(Feed(std::declval<I&>(), std::declval<const Ohlcv&>()))::value_type;

template <class I>
constexpr size_t kOutputs = sizeof(OutputOf<I>) / sizeof(double);

template <class I>
class Erased final : public AnyIndicator {
 public:
  explicit Erased(I indicator) : indicator_(std::move(indicator)) {}

  bool Update(const Ohlcv& bar, std::span<double> outputs) override {
    const auto value = Feed(indicator_, bar);
    if (value) {
      const auto doubles = std::bit_cast<std::array<double, kOutputs<I>>>(*value);
      std::copy(doubles.begin(), doubles.end(), outputs.begin());
    }
    return value.has_value();
  }

  int warm_up() const override { return indicator_.warm_up(); }
  std::unique_ptr<AnyIndicator> Clone() const override {
    return std::make_unique<Erased>(indicator_);
  }

 private:
  I indicator_;
};

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::vector<Parameter> Parameters(std::string_view names, std::initializer_list<double> defaults) {
  const auto words = Words(names);
  CHECK(words.size() == defaults.size(), "a row of list.inc names each default it gives");
  std::vector<Parameter> parameters;
  for (size_t i = 0; i < words.size(); ++i) {
    parameters.push_back({words[i], defaults.begin()[i]});
  }
  return parameters;
}

template <class I>
Indicator Complete(Indicator row) {
  CHECK(row.outputs.size() == kOutputs<I>, "a row of list.inc names each output");
  CHECK(row.input == kInputOf<I>, "a row of list.inc names the input that Update takes");
  row.warm_up = row.make()->warm_up();
  return row;
}

std::vector<Indicator> MakeTable() {
  std::vector<Indicator> table;
#define INDICATOR(group, file, Class, title, input, outputs, definition, names, ...)             \
  table.push_back(Complete<Class>({Group::group, #file, title, Input::input, Words(outputs),     \
                                   definition, Parameters(names, {__VA_ARGS__}), 0,              \
                                   []() -> std::unique_ptr<AnyIndicator> {                       \
                                     return std::make_unique<Erased<Class>>(Class(__VA_ARGS__)); \
                                   }}));
#include "indicators/list.inc"
#undef INDICATOR
  return table;
}

std::string ParametersText(const Indicator& indicator) {
  std::string text;
  for (const Parameter& parameter : indicator.parameters) {
    text +=
        fmt::format("{}{} = {}", text.empty() ? "" : ", ", parameter.name, parameter.default_value);
  }
  return text;
}

constexpr std::string_view kPageHead = R"(# Indicators

Made from `src/indicators/list.inc` by the test `IndicatorsPage.IsUpToDate`. Each indicator is one
header in `src/indicators/`: a class with a constructor that takes the parameters, `Update`, which
takes a double or a bar and gives `std::optional` of a double or of a small struct, and `warm_up()`,
the number of updates until the first value, that one included. From then on every update gives one.

```cpp
keel::indicators::Rsi rsi(14);
if (const auto value = rsi.Update(bar.close)) { ... }        // streaming
const auto all = Batch(keel::indicators::Rsi(14), closes);   // the same code over a series
```

- Memory is allocated in constructors only. A copy is an independent indicator with the same state;
  assigning a fresh one resets it. A period out of range is a bug of the caller and stops the
  program.
- Exponential averages start from the plain mean of their first values, as in TA-Lib. MACD starts
  its two averages together, APO, PPO and PVO each with its own first values, as TA-Lib 0.8 does;
  `AverageStart` chooses. ATR leaves the first bar out, as in TA-Lib; `FirstRange::kHighLow` counts
  it, as Wilder did. MAMA starts at the price (TA-Lib: at 0), the Keltner channel's ATR at the first
  bar (TA-Lib: later). Such differences fade; all are tested against numbers of other programs.
- Nothing drifts: windows are added up afresh again and again, and measured from a value inside
  them, so that a constant window has exactly no spread however wild the values before it were.
- Where a quiet market makes a ratio 0 / 0, the indicator reads its neutral value: 50 for RSI,
  stochastics and MFI, -50 for Williams %R, 0 for oscillators around 0. TA-Lib reads 0 everywhere,
  which would look oversold. No finite input gives an infinite value or NaN.
- `close` indicators take any series, `bar` ones open, high, low, close and volume, `pair` ones two
  series. Percent is used where the field uses it; prices and returns are in their own units.

Speed and a side-by-side with TA-Lib's C library: `bench/indicators_bench.cc`,
`bench/peers/talib_speed.py`.
)";

}  // namespace

std::string_view InputName(Input input) {
  switch (input) {
    case Input::kClose:
      return "close";
    case Input::kBar:
      return "bar";
    case Input::kPair:
      return "pair";
  }
  return "";
}

std::string_view GroupTitle(Group group) {
  switch (group) {
    case Group::kAverage:
      return "Averages and lines";
    case Group::kBand:
      return "Bands, stops and levels";
    case Group::kStatistic:
      return "Statistics of a window";
    case Group::kVolatility:
      return "Volatility";
    case Group::kTrend:
      return "Trend";
    case Group::kMomentum:
      return "Momentum";
    case Group::kVolume:
      return "Volume";
    case Group::kCycle:
      return "Cycles";
  }
  return "";
}

std::span<const Indicator> AllIndicators() {
  static const std::vector<Indicator> kTable = MakeTable();
  return kTable;
}

const Indicator* FindIndicator(std::string_view name) {
  for (const Indicator& indicator : AllIndicators()) {
    if (indicator.name == name) {
      return &indicator;
    }
  }
  return nullptr;
}

std::string IndicatorsPage() {
  std::string page(kPageHead);
  std::optional<Group> group;
  for (const Indicator& row : AllIndicators()) {
    if (group != row.group) {
      group = row.group;
      page += fmt::format(
          "\n## {}\n\n| name | title | input | parameters | outputs | warm-up | definition |\n"
          "|---|---|---|---|---|---|---|\n",
          GroupTitle(row.group));
    }
    page += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} |\n", row.name, row.title,
                        InputName(row.input), ParametersText(row), fmt::join(row.outputs, ", "),
                        row.warm_up, row.definition);
  }
  return page;
}

}  // namespace keel::indicators
