// SPDX-License-Identifier: MIT
#include "base/describe_json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "base/random.h"

namespace keel::base {
namespace {

/// Something with Parse and ToString, as decimals have.
struct Coded {
  int value = 0;
  static Result<Coded> Parse(std::string_view text) {
    if (text != "seven") return Fail(ErrorCode::kUsage, "only seven can be read");
    return Coded{7};
  }
  std::string ToString() const { return value == 7 ? "seven" : "?"; }
};

struct Inner {
  double rate = 0;
  std::vector<int> counts;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (rate, counts))

struct Outer {
  std::string name;
  bool on = false;
  int64_t big = 0;
  uint16_t small = 0;
  std::optional<double> limit = 0.5;
  UnixNanos at;
  Duration wait;
  Coded coded;
  Inner inner;
  std::vector<Inner> list;
  std::map<std::string, double> table;
  std::vector<std::pair<std::string, double>> params;
};
BOOST_DESCRIBE_STRUCT(Outer, (),
                      (name, on, big, small, limit, at, wait, coded, inner, list, table, params))

Outer Sample() {
  Outer o;
  o.name = "a \"b\"\n";
  o.on = true;
  o.big = INT64_MAX;
  o.small = 65535;
  o.limit.reset();
  o.at = UnixNanos{1'672'531'200'000'000'001};
  o.wait = Milliseconds(250);
  o.coded = Coded{7};
  o.inner = {0.1, {1, -2}};
  o.list = {{1e-300, {}}, {-2, {3}}};
  o.table = {{"BTC", 0.05}, {"ETH", 0.08}};
  o.params = {{"slow", 30}, {"fast", 10}};
  return o;
}

std::string MessageOf(std::string_view text) {
  const auto read = ReadJson<Outer>(text, MissingField::kKeepDefault);
  return read ? "" : read.error().message;
}

TEST(DescribeJson, WritesMembersInTheOrderOfTheDescription) {
  EXPECT_EQ(ToJson(Sample()),
            R"({"name":"a \"b\"\n","on":true,"big":9223372036854775807,"small":65535,)"
            R"("limit":null,"at":"2023-01-01T00:00:00.000000001Z","wait":"250000000ns",)"
            R"("coded":"seven","inner":{"rate":0.1,"counts":[1,-2]},)"
            R"("list":[{"rate":1e-300,"counts":[]},{"rate":-2,"counts":[3]}],)"
            R"("table":{"BTC":0.05,"ETH":0.08},"params":{"slow":30,"fast":10}})");
}

TEST(DescribeJson, ReadsWhatItWrites) {
  const std::string text = ToJson(Sample(), 2);
  const auto read = ReadJson<Outer>(text);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(ToJson(*read, 2), text);
  EXPECT_FALSE(read->limit.has_value());
  EXPECT_EQ(read->params[0].first, "slow");
}

TEST(DescribeJson, DoublesComeBackBitForBit) {
  RandomStream random(1, "test.doubles");
  for (int i = 0; i < 20'000; ++i) {
    const uint64_t bits = random.NextU64();
    double x = 0;
    std::memcpy(&x, &bits, sizeof x);
    if (!std::isfinite(x)) continue;
    const auto read = ReadJson<double>(ToJson(x));
    ASSERT_TRUE(read);
    ASSERT_EQ(std::memcmp(&*read, &x, sizeof x), 0) << ToJson(x);
  }
}

TEST(DescribeJson, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(MessageOf(R"({"inner":{"rate":"x"}})"),
            "JSON field inner.rate: it is a string and should be a number");
  EXPECT_EQ(MessageOf(R"({"list":[{"counts":[1]},{"counts":[1,2.5]}]})"),
            "JSON field list[1].counts[1]: 2.5 is not a whole number from -2147483648 to "
            "2147483647");
  EXPECT_EQ(MessageOf(R"({"small":65536})"),
            "JSON field small: 65536 is not a whole number from 0 to 65535");
  EXPECT_EQ(MessageOf(R"({"small":-1})"),
            "JSON field small: -1 is not a whole number from 0 to 65535");
  EXPECT_EQ(MessageOf(R"({"big":9223372036854775808})"),
            "JSON field big: 9223372036854775808 is not a whole number from "
            "-9223372036854775808 to 9223372036854775807");
  EXPECT_EQ(MessageOf(R"({"table":{"BTC":null}})"),
            "JSON field table.BTC: it is null and should be a number");
  EXPECT_EQ(MessageOf(R"({"coded":"eight"})"), "JSON field coded: only seven can be read");
  EXPECT_EQ(MessageOf(R"({"inner":{"rate":1e999}})"),
            "JSON field inner.rate: 1e999 is outside the range of a double");
  EXPECT_EQ(MessageOf("[]"), "the JSON value: it is an array and should be an object");
  EXPECT_NE(MessageOf(R"({"at":"yesterday"})").find("JSON field at: "), std::string::npos);
}

TEST(DescribeJson, UnknownFieldsAreRefusedWithTheNearestName) {
  EXPECT_EQ(MessageOf(R"({"inner":{"rte":1}})"),
            "JSON field inner.rte: there is no such field (did you mean \"rate\"?)");
  EXPECT_EQ(MessageOf(R"({"quite_different":1})"),
            "JSON field quite_different: there is no such field");
}

TEST(DescribeJson, MissingFieldsAreErrorsOrKeepTheirDefaults) {
  const auto strict = ReadJson<Inner>(R"({"rate":1})");
  ASSERT_FALSE(strict);
  EXPECT_EQ(strict.error().message, "JSON field counts: it is missing");
  Outer kept;
  kept.name = "kept";
  ASSERT_TRUE(
      ReadJsonInto(*ParseJson(R"({"small":1})"), &kept, MissingField::kKeepDefault).has_value());
  EXPECT_EQ(kept.name, "kept");
  EXPECT_EQ(kept.limit, 0.5);
  EXPECT_EQ(kept.small, 1);
}

TEST(ParseJson, SaysWhereTheTextIsMalformed) {
  const auto message = [](std::string_view text) {
    const auto read = ParseJson(text);
    return read ? "" : read.error().message;
  };
  EXPECT_EQ(message("{\n \"a\": 1,\n \"b\": x}").find("malformed JSON at line 3, column 7: "), 0U)
      << message("{\n \"a\": 1,\n \"b\": x}");
  EXPECT_NE(message(""), "");
  EXPECT_NE(message("{\"a\":1"), "");
  EXPECT_NE(message("1 2"), "");
  EXPECT_NE(message("[1,]"), "");
  EXPECT_NE(message("NaN"), "");
  EXPECT_NE(message(std::string(100, '[') + std::string(100, ']')), "");
  EXPECT_NE(message(R"({"a":1,"a":2})").find("the key \"a\" is there twice"), std::string::npos);
}

TEST(ParseJson, KeepsNumbersAndStringsAsWritten) {
  const auto value =
      ParseJson(R"({"n": -12345678901234567890.123e-5, "s": "\u00e9\ud83d\ude00\/"})");
  ASSERT_TRUE(value) << value.error().message;
  EXPECT_EQ(value->Find("n")->text, "-12345678901234567890.123e-5");
  EXPECT_EQ(value->Find("s")->text, "\xC3\xA9\xF0\x9F\x98\x80/");
  EXPECT_EQ(value->Find("absent"), nullptr);
}

}  // namespace
}  // namespace keel::base
