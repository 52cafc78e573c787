// SPDX-License-Identifier: MIT
#include "server/access/sessions.h"

#include <algorithm>

#include "base/check.h"

namespace keel::server {

SessionTable::Opened SessionTable::Open(const std::string& user, const std::string& from,
                                        base::UnixNanos now) {
  MakeRoom(user, now);
  base::Secret token = NewToken(entropy_);
  while (rows_.contains(TokenId(HashToken(token.Reveal())))) token = NewToken(entropy_);
  const TokenHash hash = HashToken(token.Reveal());
  const Session session{TokenId(hash), user, from, now, now, now + limits_.fresh};
  rows_.emplace(session.id, Row{hash, session});
  return {session, std::move(token)};
}

const Session* SessionTable::Find(std::string_view token, base::UnixNanos now) const {
  if (token.size() != kTokenSize) return nullptr;
  const TokenHash hash = HashToken(token);
  const auto row = rows_.find(TokenId(hash));
  if (row == rows_.end() || !(row->second.hash == hash)) return nullptr;
  return Lives(row->second.session, now) ? &row->second.session : nullptr;
}

const Session* SessionTable::FindById(std::string_view id, base::UnixNanos now) const {
  const auto row = rows_.find(id);
  if (row == rows_.end() || !Lives(row->second.session, now)) return nullptr;
  return &row->second.session;
}

bool SessionTable::IsStale(const Session& session, base::UnixNanos now) const {
  return now >= session.changed + limits_.idle;
}

void SessionTable::Touch(const std::string& id, base::UnixNanos now) {
  const auto row = rows_.find(id);
  if (row == rows_.end()) return;
  CHECK(!IsStale(row->second.session, now), "a stale session shows a password first");
  row->second.session.changed = now;
}

void SessionTable::Refresh(const std::string& id, base::UnixNanos now) {
  const auto row = rows_.find(id);
  if (row == rows_.end()) return;
  row->second.session.changed = now;
  row->second.session.fresh_until = now + limits_.fresh;
}

bool SessionTable::End(const std::string& id) {
  const auto row = rows_.find(id);
  if (row == rows_.end()) return false;
  Erase(row);
  return true;
}

size_t SessionTable::EndAllOf(const std::string& user, const std::string& except) {
  const size_t before = rows_.size();
  for (auto row = rows_.begin(); row != rows_.end();) {
    const Session& session = row->second.session;
    row = session.user == user && session.id != except ? Erase(row) : std::next(row);
  }
  return before - rows_.size();
}

size_t SessionTable::EndExpired(base::UnixNanos now) {
  const size_t before = rows_.size();
  for (auto row = rows_.begin(); row != rows_.end();) {
    row = Lives(row->second.session, now) ? std::next(row) : Erase(row);
  }
  return before - rows_.size();
}

std::vector<Session> SessionTable::List(base::UnixNanos now) const {
  std::vector<Session> sessions;
  for (const auto& [id, row] : rows_) {
    if (Lives(row.session, now)) sessions.push_back(row.session);
  }
  std::ranges::stable_sort(sessions, std::greater(), &Session::created);
  return sessions;
}

SessionTable::Rows::iterator SessionTable::Oldest(const std::string* user) {
  auto oldest = rows_.end();
  for (auto row = rows_.begin(); row != rows_.end(); ++row) {
    if (user != nullptr && row->second.session.user != *user) continue;
    const bool older =
        oldest == rows_.end() || row->second.session.created < oldest->second.session.created;
    if (older) oldest = row;
  }
  return oldest;
}

void SessionTable::MakeRoom(const std::string& user, base::UnixNanos now) {
  EndExpired(now);
  const auto of_user = std::ranges::count_if(
      rows_, [&](const auto& row) { return row.second.session.user == user; });
  if (static_cast<size_t>(of_user) >= limits_.per_user) Erase(Oldest(&user));
  if (rows_.size() >= limits_.in_all) Erase(Oldest(nullptr));
}

SessionTable::Rows::iterator SessionTable::Erase(Rows::iterator row) {
  const std::string id = row->first;
  const auto next = rows_.erase(row);
  if (on_ended_) on_ended_(id);
  return next;
}

}  // namespace keel::server
