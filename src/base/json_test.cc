// SPDX-License-Identifier: MIT
#include "base/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/json_value.h"
#include "base/random.h"

namespace keel::base {
namespace {

TEST(JsonQuote, EscapesWhatJsonForbids) {
  EXPECT_EQ(JsonQuote("plain"), "\"plain\"");
  EXPECT_EQ(JsonQuote("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
  EXPECT_EQ(JsonQuote("\n\r\t\b\f"), "\"\\n\\r\\t\\b\\f\"");
  EXPECT_EQ(JsonQuote(std::string_view("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\\u007f\"");
  EXPECT_EQ(JsonQuote("\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"),
            "\"\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\"");
}

TEST(JsonQuote, ReplacesInvalidUtf8) {
  const std::string bad = "\xEF\xBF\xBD";
  const auto quoted = [&](int count) {
    std::string text = "\"";
    for (int i = 0; i < count; ++i) text += bad;
    return text + "\"";
  };
  EXPECT_EQ(JsonQuote("\x80"), quoted(1));
  EXPECT_EQ(JsonQuote("\xC3"), quoted(1));
  EXPECT_EQ(JsonQuote("\xC0\xAF"), quoted(2));          // overlong
  EXPECT_EQ(JsonQuote("\xED\xA0\x80"), quoted(3));      // surrogate
  EXPECT_EQ(JsonQuote("\xF4\x90\x80\x80"), quoted(4));  // beyond U+10FFFF
  EXPECT_EQ(JsonQuote("\xFF"), quoted(1));
}

TEST(JsonQuote, EveryByteStringBecomesReadableJson) {
  RandomStream random(1, "test.quote");
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes;
    for (uint64_t n = random.NextBelow(12); n > 0; --n) {
      bytes += static_cast<char>(random.NextBelow(256));
    }
    const auto read = ParseJson(JsonQuote(bytes));
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(JsonQuote(read->text), JsonQuote(bytes));
  }
}

TEST(JsonWriter, WritesOneLine) {
  JsonWriter writer;
  writer.BeginObject().Key("a").Number(1).Key("b").BeginArray();
  writer.Number(0.1).String("x").Bool(true).Null().BeginObject().EndObject().EndArray();
  writer.Key("c").BeginArray().EndArray().EndObject();
  EXPECT_EQ(writer.text(), R"({"a":1,"b":[0.1,"x",true,null,{}],"c":[]})");
}

TEST(JsonWriter, Indents) {
  JsonWriter writer(2);
  writer.BeginObject().Key("a").BeginArray().Number(1).Number(2).EndArray();
  writer.Key("b").BeginObject().EndObject().EndObject();
  EXPECT_EQ(writer.Take(), "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}");
}

TEST(JsonWriter, NumbersAreShortestAndExact) {
  const auto text = [](auto value) {
    JsonWriter writer;
    writer.Number(value);
    return writer.Take();
  };
  EXPECT_EQ(text(0.1), "0.1");
  EXPECT_EQ(text(43123.46), "43123.46");
  EXPECT_EQ(text(1e300), "1e+300");
  EXPECT_EQ(text(-0.0), "-0");
  EXPECT_EQ(text(5e-324), "5e-324");
  EXPECT_EQ(text(std::numeric_limits<int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(text(std::numeric_limits<uint64_t>::max()), "18446744073709551615");
}

TEST(JsonWriterDeathTest, MisuseStopsTheProgram) {
  EXPECT_DEATH(JsonWriter().Number(NAN), "non-finite");
  EXPECT_DEATH(JsonWriter().Number(INFINITY), "non-finite");
  EXPECT_DEATH(JsonWriter().EndObject(), "not open");
}

}  // namespace
}  // namespace keel::base
