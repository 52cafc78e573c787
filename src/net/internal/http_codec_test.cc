// SPDX-License-Identifier: MIT
#include "net/internal/http_codec.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace keel::net::internal {
namespace {

ReadState Read(RequestReader& reader, std::string_view bytes, size_t piece) {
  ReadState state = reader.state();
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    state = reader.Feed(bytes.substr(0, piece));
  }
  return state;
}

// The status that refuses a request, or 0 where it is taken or not yet complete.
int Refusal(std::string_view bytes, HttpLimits limits = {}, size_t piece = SIZE_MAX) {
  RequestReader reader(limits);
  return Read(reader, bytes, piece) == ReadState::kBad ? reader.refusal_status() : 0;
}

TEST(RequestReader, ReadsARequestInWhateverPiecesItComes) {
  const std::string bytes =
      "POST /order?id=7 HTTP/1.1\r\nHost: keel\r\nX-Key: a b\r\nContent-Length: 4\r\n\r\nbody";
  for (size_t piece = 1; piece <= bytes.size(); ++piece) {
    RequestReader reader({});
    ASSERT_EQ(Read(reader, bytes, piece), ReadState::kDone) << piece << reader.problem();
    EXPECT_TRUE(reader.keep_alive());
    const HttpRequest request = reader.Take();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/order?id=7");
    EXPECT_EQ(FindHeader(request.headers, "x-key"), "a b");
    EXPECT_EQ(request.body, "body");
    EXPECT_EQ(reader.surplus(), 0U);
  }
}

TEST(RequestReader, ReadsRequestsThatComeTogetherOneByOne) {
  RequestReader reader({});
  const std::string one = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string two =
      "POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "2\r\nab\r\n0\r\n\r\n";
  ASSERT_EQ(reader.Feed(one + two + "GET"), ReadState::kDone);
  EXPECT_EQ(reader.Take().target, "/1");
  ASSERT_EQ(reader.Feed(""), ReadState::kDone);
  EXPECT_EQ(reader.Take().body, "ab");
  EXPECT_EQ(reader.Feed(""), ReadState::kHeader);
  EXPECT_TRUE(reader.begun());
}

TEST(RequestReader, RefusesWhatServersHaveReadInTwoWays) {
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
  for (const std::string& bad : {
           post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
           post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
           post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
           post + "Content-Length: 3, 3\r\n\r\nabc",
           post + "Content-Length: +3\r\n\r\nabc",
           post + "Content-Length: 3 4\r\n\r\nabc",
           post + "Content-Length: -1\r\n\r\n",
           post + "Content-Length: 0x3\r\n\r\nabc",
           post + "Content-Length: 99999999999999999999\r\n\r\n",
           post + "Content-Length:\r\n\r\n",
           post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
           post + "Transfer-Encoding: identity\r\n\r\n",
           post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           post + "Transfer-Encoding: \x0b"
                  "chunked\r\n\r\n0\r\n\r\n",
           post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
           post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
           post + "X: a\r\n\tContent-Length: 3\r\n\r\nabc",
           post + "X: a\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           post + "X: a\rContent-Length: 3\r\n\r\nabc",
           post + "Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n",
           post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\n0\r\n\r\n",
           post + "Transfer-Encoding: chunked\r\n\r\n3;\nx\r\nabc\r\n0\r\n\r\n",
           post + "Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
           post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
           post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
           post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
           post + "Transfer-Encoding: chunked\r\n\r\n0\r\nX-Trailer: y\r\n\r\n",
           std::string("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
           std::string("GET http://evil/ HTTP/1.1\r\nHost: a\r\n\r\n"),
           std::string("GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
           std::string("GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
           std::string("GET / HTTP/1.2\r\nHost: a\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n"),
           std::string("GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
           std::string("\x16\x03\x01\x02 a TLS hello\r\n\r\n"),
       }) {
    EXPECT_EQ(Refusal(bad), 400) << bad;
    EXPECT_EQ(Refusal(bad, {}, 1), 400) << "byte by byte: " << bad;
  }
  EXPECT_EQ(Refusal("GET / HTTP/1.1\nHost: a\n\n"), 400);
}

TEST(RequestReader, ABodyMayHaveWhatAHeaderMayNot) {
  RequestReader reader({});
  const std::string bytes = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n a\r\n b\r\n\t";
  EXPECT_EQ(Read(reader, bytes, bytes.size()), ReadState::kDone);
  EXPECT_EQ(reader.Take().body, " a\r\n b\r\n\t");
}

TEST(RequestReader, AbortsNotOverALastChunkInPieces) {
  // Beast 1.81 asserts where the bytes of "0\r\n\r\n" come one by one.
  const std::string bytes =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  for (size_t piece = 1; piece < 8; ++piece) {
    RequestReader reader({});
    EXPECT_EQ(Read(reader, bytes, piece), ReadState::kDone);
  }
}

TEST(RequestReader, KeepsToItsLimits) {
  const HttpLimits limits{.header_bytes = 1000, .body_bytes = 100};
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
  const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
  const std::string long_line(1000, 'x'), long_body(101, 'x');
  EXPECT_EQ(Refusal(post + "X: " + long_line + "\r\n\r\n", limits), 431);
  EXPECT_EQ(Refusal("GET /" + long_line, limits, 1), 431);
  EXPECT_EQ(Refusal(post + "Content-Length: 101\r\n\r\n", limits), 413);
  EXPECT_EQ(Refusal(post + "Content-Length: 100\r\n\r\n", limits), 0);
  EXPECT_EQ(Refusal(chunked + "65\r\n" + long_body + "\r\n0\r\n\r\n", limits), 413);
  EXPECT_EQ(Refusal(chunked + "32\r\n" + std::string(50, 'x') + "\r\n33\r\n" + long_body, limits),
            413);
  EXPECT_NE(Refusal(chunked + "1;" + long_line + long_line, limits, 100), 0);
  std::string many = post;
  for (int i = 0; i < 100; ++i) many += "A: b\r\n";
  EXPECT_EQ(Refusal(many + "\r\n"), 400);
}

TEST(RequestReader, TellsWhatComesAfterTheHeader) {
  RequestReader reader({});
  reader.Feed("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
  EXPECT_EQ(reader.state(), ReadState::kBody);
  EXPECT_TRUE(reader.expects_continue());
  reader.Feed("x");
  reader.Take();
  reader.Feed(
      "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\n"
      "Upgrade: WebSocket\r\n\r\n");
  EXPECT_TRUE(reader.is_upgrade());
  reader.Take();
  reader.Feed("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_FALSE(reader.is_upgrade());
  EXPECT_FALSE(reader.keep_alive());
}

RC_GTEST_PROP(HttpCodec, APrintedRequestReadsAsItself, (const std::string& body, uint16_t id)) {
  const HttpRequest request{
      "POST", "/o/" + std::to_string(id), {{"X-Id", std::to_string(id)}}, body};
  const auto bytes = Print(request, "keel:80");
  RC_ASSERT(bytes.has_value());
  RequestReader reader({});
  RC_ASSERT(Read(reader, *bytes, 1 + id % 50) == ReadState::kDone);
  const HttpRequest again = reader.Take();
  RC_ASSERT(again.method == request.method && again.target == request.target);
  RC_ASSERT(again.body == body);
  RC_ASSERT(FindHeader(again.headers, "x-id") == std::to_string(id));
  RC_ASSERT(FindHeader(again.headers, "host") == "keel:80");
}

RC_GTEST_PROP(HttpCodec, APrintedAnswerReadsAsItself, (const std::string& body, uint8_t piece)) {
  const HttpResponse response{.status = 418, .headers = {{"X", "y"}}, .body = body};
  const std::string bytes = Print(response, {});
  ResponseReader reader({});
  reader.Start(false);
  ReadState state = ReadState::kHeader;
  for (size_t i = 0; i < bytes.size(); i += 1U + piece)
    state = reader.Feed(bytes.substr(i, 1U + piece));
  RC_ASSERT(state == ReadState::kDone);
  RC_ASSERT(reader.keep_alive());
  const HttpResponse again = reader.Take();
  RC_ASSERT(again.status == 418 && again.body == body);
  RC_ASSERT(FindHeader(again.headers, "x") == "y");
}

TEST(HttpCodec, AnAnswerCannotCarryAForgedHeader) {
  const HttpResponse response{.headers = {{"X", "a\r\nSet-Cookie: b"}, {"Y\r\nZ", "c"}}};
  const std::string bytes = Print(response, {.keep_alive = false});
  EXPECT_EQ(bytes.find("Cookie"), std::string::npos);
  EXPECT_EQ(bytes.find("Z"), std::string::npos);
  EXPECT_NE(bytes.find("Connection: close\r\n"), std::string::npos);
}

}  // namespace
}  // namespace keel::net::internal
