// SPDX-License-Identifier: MIT
#include "server/alerts/alert_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace keel::server {
namespace {

using base::ErrorCode;
using base::Fail;

base::Status CheckRules(const AlertRuleFile& file) {
  std::set<int64_t> numbers;
  for (size_t i = 0; i < file.rules.size(); ++i) {
    const AlertRule& rule = file.rules[i];
    if (const auto mistake = FindMistake(rule)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("JSON field rules[{}].{}: {}", i, mistake->path, mistake->why));
    }
    if (rule.rule < 1 || rule.rule > file.last || !numbers.insert(rule.rule).second) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("JSON field rules[{}].rule: it is no number of its own", i));
    }
  }
  return {};
}

base::Status CheckFirings(const AlertFiringFile& file) {
  int64_t before = 0;
  for (size_t i = 0; i < file.firings.size(); ++i) {
    const int64_t number = file.firings[i].firing;
    if (number <= before || number > file.last) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("JSON field firings[{}].firing: it is out of order", i));
    }
    before = number;
  }
  return {};
}

AlertRuleFile FirstRules() {
  AlertRuleFile file;
  file.rules = DefaultRules();
  file.last = static_cast<int64_t>(file.rules.size());
  return file;
}

}  // namespace

AlertBook::AlertBook(const std::string& home, std::string session)
    : session_(std::move(session)),
      rules_(home + "/alert-rules.json", FirstRules(), CheckRules),
      file_(home + "/alert-firings.json", {}, CheckFirings) {
  const AlertFiringFile& kept = file_.content();
  last_firing_ = kept.last;
  seen_ = kept.seen;
  seen_up_to_ = kept.seen_up_to;
  for (const AlertFiring& firing : kept.firings) firings_.emplace(firing.firing, firing);
  WatchOn();
}

void AlertBook::WatchOn() {
  for (const auto& [number, firing] : firings_) {
    if (!is_of_session(firing) || firing.resolved_at || Find(firing.rule) == nullptr) continue;
    watches_[firing.rule].GoOn(firing.since, firing.fired_at);
  }
}

const AlertRule* AlertBook::Find(int64_t rule) const {
  const auto found = std::ranges::find(rules(), rule, &AlertRule::rule);
  return found == rules().end() ? nullptr : &*found;
}

base::Result<AlertRule> AlertBook::Add(AlertRule rule) {
  if (rules().size() >= kMostRules) {
    return Fail(ErrorCode::kRefused,
                fmt::format("there are {} rules already: remove one first", kMostRules));
  }
  AlertRuleFile next = rules_.content();
  rule.rule = ++next.last;
  next.rules.push_back(rule);
  TRY(rules_.Change(std::move(next)));
  ++changes_;
  return rule;
}

base::Result<AlertRule> AlertBook::Change(AlertRule changed) {
  AlertRuleFile next = rules_.content();
  const auto found = std::ranges::find(next.rules, changed.rule, &AlertRule::rule);
  if (found == next.rules.end()) return Fail(ErrorCode::kNotFound, "there is no such rule");
  const bool looks_anew = !changed.enabled || !LooksAlike(*found, changed);
  *found = changed;
  TRY(rules_.Change(std::move(next)));
  if (looks_anew) watches_.erase(changed.rule);
  ++changes_;
  return changed;
}

base::Result<AlertRule> AlertBook::Remove(int64_t rule) {
  AlertRuleFile next = rules_.content();
  const auto found = std::ranges::find(next.rules, rule, &AlertRule::rule);
  if (found == next.rules.end()) return Fail(ErrorCode::kNotFound, "there is no such rule");
  AlertRule removed = std::move(*found);
  next.rules.erase(found);
  TRY(rules_.Change(std::move(next)));
  watches_.erase(rule);
  ++changes_;
  return removed;
}

std::vector<AlertFiring> AlertBook::Look(base::UnixNanos now, const Read& read) {
  std::vector<AlertFiring> changed;
  if (rules_.damage()) return changed;  // what goes on is not over because nobody can look
  for (const AlertRule& rule : rules()) {
    if (!rule.enabled) continue;
    if (auto firing = LookAt(rule, read(rule), now)) changed.push_back(*std::move(firing));
  }
  EndOrphans(now, &changed);
  if (changed.empty()) return changed;
  DropOld();
  Write();
  return changed;
}

std::optional<AlertFiring> AlertBook::LookAt(const AlertRule& rule, const Reading& reading,
                                             base::UnixNanos now) {
  switch (watches_[rule.rule].Look(rule, reading.value, now)) {
    case RuleWatch::Change::kNone:
      return std::nullopt;
    case RuleWatch::Change::kFired:
      return NewFiring(rule, reading, now);
    case RuleWatch::Change::kEnded:
      break;
  }
  AlertFiring* const open = OpenFiringOf(rule.rule);
  return open == nullptr ? std::nullopt : std::optional(End(open, now, "it is over"));
}

AlertFiring AlertBook::NewFiring(const AlertRule& rule, const Reading& reading,
                                 base::UnixNanos now) {
  AlertFiring firing;
  firing.firing = ++last_firing_;
  firing.session = session_;
  firing.rule = rule.rule;
  firing.name = rule.name;
  firing.severity = rule.severity;
  firing.text = SentenceOf(rule, *reading.value, reading.detail);
  firing.value = *reading.value;
  firing.since = watches_.at(rule.rule).since();
  firing.fired_at = now;
  firing.channels = rule.channels;
  return firings_.emplace(firing.firing, firing).first->second;
}

// Of rules that were changed, switched off or removed while they fired.
void AlertBook::EndOrphans(base::UnixNanos now, std::vector<AlertFiring>* changed) {
  for (auto& [number, firing] : firings_) {
    if (!is_of_session(firing) || firing.resolved_at) continue;
    const auto watch = watches_.find(firing.rule);
    if (watch != watches_.end() && watch->second.is_firing() &&
        OpenFiringOf(firing.rule) == &firing) {
      continue;
    }
    const AlertRule* const rule = Find(firing.rule);
    changed->push_back(End(&firing, now,
                           rule == nullptr  ? "the rule was removed"
                           : !rule->enabled ? "the rule was switched off"
                                            : "the rule was changed"));
  }
}

AlertFiring AlertBook::End(AlertFiring* firing, base::UnixNanos now, std::string how) {
  firing->resolved_at = now;
  firing->ended = std::move(how);
  return *firing;
}

AlertFiring* AlertBook::OpenFiringOf(int64_t rule) {
  for (auto it = firings_.rbegin(); it != firings_.rend(); ++it) {
    AlertFiring& firing = it->second;
    if (firing.rule == rule && is_of_session(firing) && !firing.resolved_at) return &firing;
  }
  return nullptr;
}

// The oldest that is over, or the oldest where none is.
void AlertBook::DropOld() {
  while (firings_.size() > kMostFirings) {
    const auto over = std::ranges::find_if(
        firings_, [](const auto& item) { return item.second.resolved_at.has_value(); });
    firings_.erase(over == firings_.end() ? firings_.begin() : over);
  }
  if (seen_.size() > kMostFirings) {
    seen_.erase(seen_.begin(), seen_.end() - static_cast<ptrdiff_t>(kMostFirings));
  }
}

AlertFiringFile AlertBook::Written() const {
  AlertFiringFile file;
  file.last = last_firing_;
  for (const auto& [number, firing] : firings_) file.firings.push_back(firing);
  file.seen = seen_;
  file.seen_up_to = seen_up_to_;
  return file;
}

// Whoever is to be told is told, also where the disk is full: troubles() says so.
void AlertBook::Write() {
  ++changes_;
  const base::Status written = file_.Hold(Written());
  write_failure_.reset();
  if (!written && !file_.damage()) write_failure_ = written.error().message;
}

base::Result<AlertFiring> AlertBook::Acknowledge(int64_t firing, const Acknowledgement& seen) {
  const auto found = firings_.find(firing);
  if (found == firings_.end() || !is_of_session(found->second)) {
    return Fail(ErrorCode::kNotFound, fmt::format("firing {} is not among those kept", firing));
  }
  if (found->second.acknowledged_by) return found->second;
  static_cast<Acknowledgement&>(found->second) = seen;
  Write();
  return found->second;
}

void AlertBook::Acknowledge(const storage::AlertRow& alert, const Acknowledgement& seen) {
  if (SeenOf(alert).acknowledged_by) return;
  seen_.push_back({seen, session_, alert.alert, alert.time});
  DropOld();
  Write();
}

std::vector<AlertFiring> AlertBook::AcknowledgeAll(const std::optional<storage::AlertRow>& last,
                                                   const Acknowledgement& seen) {
  std::vector<AlertFiring> changed;
  for (auto& [number, firing] : firings_) {
    if (!is_of_session(firing) || firing.acknowledged_by) continue;
    static_cast<Acknowledgement&>(firing) = seen;
    changed.push_back(firing);
  }
  if (last) {
    std::erase_if(seen_up_to_, [this](const auto& mark) { return mark.session == session_; });
    seen_up_to_.push_back({seen, session_, last->alert, last->time});
  }
  Write();
  return changed;
}

Acknowledgement AlertBook::SeenOf(const storage::AlertRow& alert) const {
  for (const SeenAlert& one : seen_) {
    if (one.alert == alert.alert && one.time == alert.time && one.session == session_) return one;
  }
  for (const SeenAlert& mark : seen_up_to_) {
    const bool is_before = alert.alert <= mark.alert && alert.time <= mark.time;
    if (is_before && mark.session == session_) return mark;
  }
  return {};
}

std::vector<std::string> AlertBook::troubles() const {
  std::vector<std::string> all;
  if (rules_.damage()) all.push_back("No rule is looked at. " + *rules_.damage());
  if (file_.damage()) all.push_back("Firings are kept in memory alone. " + *file_.damage());
  if (write_failure_) all.push_back("Firings could not be written. " + *write_failure_);
  return all;
}

}  // namespace keel::server
