// SPDX-License-Identifier: MIT
#include "server/access/tickets.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/os/file.h"
#include "base/text.h"

namespace keel::server {
namespace {

base::Result<base::Secret> ReadToken(const std::string& path) {
  TRY(base::os::CheckOwnerOnly(path));
  TRY(std::string text, base::os::ReadFile(path));
  base::Secret token(base::Trim(text));
  base::Wipe(text);
  if (token.size() == kTokenSize) return token;
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("{} holds no token: remove it, a new one is made", path));
}

base::Result<base::Secret> WriteToken(const std::string& path, const Entropy& entropy) {
  base::Secret token = NewToken(entropy);
  const std::array<std::string_view, 2> pieces = {token.Reveal(), "\n"};
  TRY(base::os::WriteFileAtomic(path, pieces, base::os::Access::kOwnerOnly));
  return token;
}

}  // namespace

base::Secret TicketBox::Make(const std::string& session_id, base::UnixNanos now) {
  MakeRoom(session_id, now);
  base::Secret ticket = NewToken(entropy_);
  rows_.emplace(next_++, Row{HashToken(ticket.Reveal()), session_id, now});
  return ticket;
}

std::optional<std::string> TicketBox::Redeem(std::string_view ticket, base::UnixNanos now) {
  if (ticket.size() != kTokenSize) return std::nullopt;
  const TokenHash hash = HashToken(ticket);
  const auto row =
      std::ranges::find_if(rows_, [&](const auto& r) { return r.second.hash == hash; });
  if (row == rows_.end()) return std::nullopt;
  const Row redeemed = std::move(row->second);
  rows_.erase(row);
  if (now >= redeemed.made + limits_.life) return std::nullopt;
  return redeemed.session_id;
}

void TicketBox::Withdraw(const std::string& session_id) {
  std::erase_if(rows_, [&](const auto& row) { return row.second.session_id == session_id; });
}

void TicketBox::MakeRoom(const std::string& session_id, base::UnixNanos now) {
  std::erase_if(rows_, [&](const auto& row) { return now >= row.second.made + limits_.life; });
  const auto is_of_session = [&](const auto& row) { return row.second.session_id == session_id; };
  const auto of_session = static_cast<size_t>(std::ranges::count_if(rows_, is_of_session));
  if (of_session >= limits_.per_session) rows_.erase(std::ranges::find_if(rows_, is_of_session));
  if (rows_.size() >= limits_.in_all) rows_.erase(rows_.begin());
}

OneTimeToken::Made OneTimeToken::InMemory(const Entropy& entropy) {
  base::Secret text = NewToken(entropy);
  OneTimeToken token(HashToken(text.Reveal()), "");
  return {std::move(token), std::move(text)};
}

base::Result<OneTimeToken> OneTimeToken::InFile(std::string path, const Entropy& entropy) {
  auto token = ReadToken(path);
  if (!token && token.error().code == base::ErrorCode::kNotFound) token = WriteToken(path, entropy);
  if (!token) return tl::unexpected<base::Error>(token.error());
  return OneTimeToken(HashToken(token->Reveal()), std::move(path));
}

bool OneTimeToken::Matches(std::string_view token) const {
  return hash_ && token.size() == kTokenSize && *hash_ == HashToken(token);
}

base::Status OneTimeToken::Spend() {
  hash_.reset();
  return path_.empty() ? base::Status() : base::os::RemoveFile(path_);
}

}  // namespace keel::server
