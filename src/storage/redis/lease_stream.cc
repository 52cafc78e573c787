// SPDX-License-Identifier: MIT
#include "storage/redis/lease_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace keel::storage {
namespace {

using Kind = RedisReply::Kind;

constexpr std::string_view kGroup = "workers";
constexpr int64_t kFillAtOnce = 1000;
constexpr int64_t kLookMs = 200;  // how long a worker waits for a piece before it looks again

/// A piece is the entry "<piece + 1>-0": an entry whose number is not above the last one's is
/// refused by the server, so that however many workers fill the stream, each piece is in it once.
std::string EntryOf(int64_t piece) { return fmt::format("{}-0", piece + 1); }

/// The piece of an entry [id, [field, value]]; absent for what is none.
std::optional<int64_t> PieceOf(const RedisReply& entry) {
  if (entry.kind != Kind::kList || entry.items.empty()) return std::nullopt;
  const std::string& id = entry.items.front().text;
  int64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (error != std::errc{} || end == id.data() || number < 1) return std::nullopt;
  return number - 1;
}

std::optional<int64_t> FirstPiece(const RedisReply& entries) {
  if (entries.kind != Kind::kList || entries.items.empty()) return std::nullopt;
  return PieceOf(entries.items.front());
}

/// The entries of a reply of XREADGROUP: [[stream, entries]], or nothing.
std::optional<int64_t> FirstRead(const RedisReply& reply) {
  if (reply.kind != Kind::kList || reply.items.empty()) return std::nullopt;
  const RedisReply& stream = reply.items.front();
  return stream.items.size() == 2 ? FirstPiece(stream.items[1]) : std::nullopt;
}

}  // namespace

base::Result<LeaseStream> LeaseStream::Open(Redis redis, LeaseTerms terms) {
  LeaseStream stream(std::move(redis), std::move(terms));
  TRY(stream.Fill());
  return stream;
}

base::Result<RedisReply> LeaseStream::AskPlainly(const std::vector<std::string>& words) {
  TRY(RedisReply reply, redis_.Ask(words));
  if (reply.kind == Kind::kRefusal) {
    return base::Fail(base::ErrorCode::kRefused,
                      fmt::format("the Redis server refuses {} of {}: {}", words.front(),
                                  terms_.name, reply.text));
  }
  return reply;
}

base::Status LeaseStream::Fill() {
  const std::string& name = terms_.name;
  TRY(const RedisReply group,
      redis_.Ask({"XGROUP", "CREATE", name, std::string(kGroup), "0", "MKSTREAM"}));
  if (group.kind == Kind::kRefusal && !group.text.starts_with("BUSYGROUP")) {
    return base::Fail(base::ErrorCode::kRefused,
                      fmt::format("the Redis server keeps no stream {}: {}", name, group.text));
  }
  for (int64_t first = 0; first < terms_.pieces; first += kFillAtOnce) {
    std::vector<std::vector<std::string>> commands;
    for (int64_t piece = first; piece < std::min(first + kFillAtOnce, terms_.pieces); ++piece) {
      commands.push_back({"XADD", name, EntryOf(piece), "piece", std::to_string(piece)});
    }
    TRY(const std::vector<RedisReply> answers, redis_.AskAll(commands));
    for (const RedisReply& answer : answers) {
      const bool is_there = answer.text.find("equal or smaller") != std::string::npos;
      if (answer.kind == Kind::kRefusal && !is_there) {
        return base::Fail(
            base::ErrorCode::kRefused,
            fmt::format("the Redis server takes no piece of {}: {}", name, answer.text));
      }
    }
  }
  const int64_t seconds = terms_.kept / base::Seconds(1);
  TRY(AskPlainly({"EXPIRE", name, std::to_string(seconds)}));
  return {};
}

base::Result<std::optional<int64_t>> LeaseStream::OwnAgain() {
  if (is_own_taken_) return std::optional<int64_t>();
  TRY(const RedisReply reply,
      AskPlainly({"XREADGROUP", "GROUP", std::string(kGroup), terms_.worker, "COUNT", "1",
                  "STREAMS", terms_.name, fmt::format("{}-0", own_after_)}));
  const std::optional<int64_t> piece = FirstRead(reply);
  is_own_taken_ = !piece.has_value();
  if (piece) own_after_ = *piece + 1;
  return piece;
}

base::Result<std::optional<int64_t>> LeaseStream::RunOut() {
  const int64_t lease_ms = terms_.lease / base::Milliseconds(1);
  TRY(const RedisReply reply,
      AskPlainly({"XAUTOCLAIM", terms_.name, std::string(kGroup), terms_.worker,
                  std::to_string(lease_ms), "0-0", "COUNT", "1"}));
  return reply.items.size() >= 2 ? FirstPiece(reply.items[1]) : std::nullopt;
}

base::Result<std::optional<int64_t>> LeaseStream::New() {
  TRY(const RedisReply reply,
      AskPlainly({"XREADGROUP", "GROUP", std::string(kGroup), terms_.worker, "COUNT", "1", "BLOCK",
                  std::to_string(kLookMs), "STREAMS", terms_.name, ">"}));
  return FirstRead(reply);
}

base::Result<LeaseStream::Lease> LeaseStream::Take() {
  for (const auto look : {&LeaseStream::OwnAgain, &LeaseStream::RunOut, &LeaseStream::New}) {
    TRY(const std::optional<int64_t> piece, (this->*look)());
    if (piece) return Lease{Answer::kLent, *piece};
  }
  TRY(const RedisReply pending, AskPlainly({"XPENDING", terms_.name, std::string(kGroup)}));
  const bool is_done = pending.items.empty() || pending.items.front().number == 0;
  return Lease{is_done ? Answer::kDone : Answer::kWait, 0};
}

base::Status LeaseStream::Done(const std::vector<int64_t>& pieces) {
  if (pieces.empty()) return {};
  std::vector<std::string> words = {"XACK", terms_.name, std::string(kGroup)};
  for (const int64_t piece : pieces) words.push_back(EntryOf(piece));
  TRY(AskPlainly(words));
  return {};
}

}  // namespace keel::storage
