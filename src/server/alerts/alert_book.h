// SPDX-License-Identifier: MIT
// The rules of a desk, what they found, and what of that (and of the session's own alerts) a person
// has acknowledged. Rules are in alert-rules.json, the rest in alert-firings.json of the home.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "server/alerts/firing.h"
#include "server/alerts/kept_file.h"
#include "server/alerts/rule.h"
#include "server/alerts/rule_watch.h"
#include "storage/projection/rows.h"

namespace keel::server {

/// An alert of a session that somebody has seen. Its time tells it apart from one of the same
/// number in a journal that was begun anew.
struct SeenAlert : Acknowledgement {
  std::string session;
  int64_t alert = 0;
  base::UnixNanos time;
};
BOOST_DESCRIBE_STRUCT(SeenAlert, (Acknowledgement), (session, alert, time))

/// What the files hold.
struct AlertRuleFile {
  int version = 1;
  int64_t last = 0;  ///< number that was given
  std::vector<AlertRule> rules;
};
struct AlertFiringFile {
  int version = 1;
  int64_t last = 0;
  std::vector<AlertFiring> firings;
  std::vector<SeenAlert> seen;        ///< one by one
  std::vector<SeenAlert> seen_up_to;  ///< of each session at most one: that and all before
};
BOOST_DESCRIBE_STRUCT(AlertRuleFile, (), (version, last, rules))
BOOST_DESCRIBE_STRUCT(AlertFiringFile, (), (version, last, firings, seen, seen_up_to))

/// To be used by one thread. The clock is an argument everywhere.
class AlertBook {
 public:
  static constexpr size_t kMostRules = 100;
  static constexpr size_t kMostFirings = 500;  ///< kept, the newest; so of alerts that were seen
  using Read = std::function<Reading(const AlertRule&)>;

  /// Of the home in that folder, looking at `session`. A file that cannot be used is told by
  /// troubles(): without rules nothing is looked at, without firings they are kept in memory.
  AlertBook(const std::string& home, std::string session);

  const std::vector<AlertRule>& rules() const { return rules_.content().rules; }
  /// Null where there is none of that number. Valid until a change.
  const AlertRule* Find(int64_t rule) const;
  /// The rule, with its number. These fail with kRefused (damaged file, too many) and kIo; the last
  /// two with kNotFound. The fields must have been found right.
  base::Result<AlertRule> Add(AlertRule rule);
  base::Result<AlertRule> Change(AlertRule next);
  base::Result<AlertRule> Remove(int64_t rule);

  /// Looks at all rules once; the firings that began or ended, in order. What changed is in the
  /// file when it returns, or told by troubles().
  std::vector<AlertFiring> Look(base::UnixNanos now, const Read& read);

  /// Of all sessions, by number, the newest last.
  const std::map<int64_t, AlertFiring>& firings() const { return firings_; }
  bool is_of_session(const AlertFiring& firing) const { return firing.session == session_; }

  /// These keep what was acknowledged before: the first to see it has seen it. kNotFound.
  base::Result<AlertFiring> Acknowledge(int64_t firing, const Acknowledgement& seen);
  void Acknowledge(const storage::AlertRow& alert, const Acknowledgement& seen);
  /// All firings of this session and all alerts of it up to `last`; the firings that it changed.
  std::vector<AlertFiring> AcknowledgeAll(const std::optional<storage::AlertRow>& last,
                                          const Acknowledgement& seen);
  /// Who has seen an alert of this session; empty where nobody has.
  Acknowledgement SeenOf(const storage::AlertRow& alert) const;

  /// What is wrong with the files, each one sentence.
  std::vector<std::string> troubles() const;
  /// Grows with each change of what this tells.
  uint64_t changes() const { return changes_; }

 private:
  void WatchOn();
  std::optional<AlertFiring> LookAt(const AlertRule& rule, const Reading& reading,
                                    base::UnixNanos now);
  AlertFiring NewFiring(const AlertRule& rule, const Reading& reading, base::UnixNanos now);
  void EndOrphans(base::UnixNanos now, std::vector<AlertFiring>* changed);
  AlertFiring End(AlertFiring* firing, base::UnixNanos now, std::string how);
  AlertFiring* OpenFiringOf(int64_t rule);
  void DropOld();
  AlertFiringFile Written() const;
  void Write();

  std::string session_;
  KeptFile<AlertRuleFile> rules_;
  KeptFile<AlertFiringFile> file_;
  std::map<int64_t, AlertFiring> firings_;
  std::vector<SeenAlert> seen_, seen_up_to_;
  std::map<int64_t, RuleWatch> watches_;  // by rule
  int64_t last_firing_ = 0;
  uint64_t changes_ = 0;
  std::optional<std::string> write_failure_;
};

}  // namespace keel::server
