// SPDX-License-Identifier: MIT
#include "exchange/parameters.h"

#include <gtest/gtest.h>

#include <functional>

#include "exchange/render.h"

namespace keel::exchange {
namespace {

/// The refusal that reading gives: "" where there is none.
std::string Refused(const Parameters& parameters,
                    const std::function<void(ParameterReader&)>& read) {
  static const auto kExchange =
      SimulatedExchange::Make({MakeListing({"BTC", "USDT", ""}, 2, 5).value()}, {}).value();
  ParameterReader in(parameters, *kExchange);
  read(in);
  return in.fault() ? fmt::format("{} {}", in.fault()->code, in.fault()->message) : "";
}
std::string RefusedAmount(const std::string& text) {
  return Refused({{"price", text}}, [](ParameterReader& in) { in.RequiredAmount("price"); });
}

TEST(ParameterReader, TakesPlainDecimalsOnly) {
  EXPECT_EQ(RefusedAmount("0.00000001"), "");
  EXPECT_EQ(RefusedAmount("100000000000000"), "");
  EXPECT_EQ(RefusedAmount("0.000000001"), "-1111 Parameter 'price' has too much precision.");
  EXPECT_EQ(RefusedAmount(""), "-1105 Parameter 'price' was empty.");
  for (const char* text : {"1e-7", "-1", "+1", ".5", "1,5", "nan", "1.5.5", "999999999999999999"}) {
    EXPECT_TRUE(RefusedAmount(text).starts_with("-1100 ")) << text;
  }
}

TEST(ParameterReader, RemembersTheFirstThatIsWrong) {
  EXPECT_EQ(Refused({},
                    [](ParameterReader& in) {
                      in.Symbol();
                      in.RequiredText("interval");
                    }),
            "-1102 Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
  EXPECT_EQ(Refused({{"symbol", "ETHUSDT"}}, [](ParameterReader& in) { in.Symbol(); }),
            "-1121 Invalid symbol.");
  EXPECT_TRUE(Refused({{"symbol", "btcusdt"}}, [](ParameterReader& in) {
                in.Symbol();
              }).starts_with("-1100 "));
  EXPECT_TRUE(Refused({{"a", "1"}, {"a", "2"}}, [](ParameterReader&) {}).starts_with("-1101 "));
  EXPECT_TRUE(Refused({{"id", "no space"}}, [](ParameterReader& in) {
                in.ClientId("id");
              }).starts_with("-1100 "));
  EXPECT_TRUE(Refused({{"side", "LONG"}}, [](ParameterReader& in) {
                in.RequiredOneOf("side", kSides, {-1117, "Invalid side."});
              }).starts_with("-1117 "));
}

TEST(Text8, HasEightDigitsBehindThePoint) {
  const auto text = [](std::string_view value) {
    return Text8(core::Decimal::Parse(value).value());
  };
  EXPECT_EQ(text("0"), "0.00000000");
  EXPECT_EQ(text("43123.4"), "43123.40000000");
  EXPECT_EQ(text("-0.000000019"), "-0.00000001");
}

}  // namespace
}  // namespace keel::exchange
