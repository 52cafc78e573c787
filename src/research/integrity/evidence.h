// SPDX-License-Identifier: MIT
// What was found out about a strategy besides its backtest, kept so that every later report can say
// what was checked and what was not.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "research/kept_lines.h"

namespace keel::research {

/// What a check said.
struct Evidence {
  std::string check;          ///< CheckNames()
  std::string family;         ///< FamilyOf the strategy's settings
  std::string settings_hash;  ///< of all that was asked for: parameters, pairs, range, costs
  std::string verdict;        ///< "pass", "weak" or "fail"
  std::string sentence;       ///< why
  base::UnixNanos made_at;
};
BOOST_DESCRIBE_STRUCT(Evidence, (), (check, family, settings_hash, verdict, sentence, made_at))

/// Of the checks that a strategy can stand, in the order in which they are asked: each with the
/// question that it answers and the verb that makes it.
struct CheckKind {
  std::string_view name;      ///< "look-ahead"
  std::string_view question;  ///< "Does it see the future?"
  std::string_view verb;      ///< "lookahead-check"
};
std::vector<CheckKind> CheckKinds();

/// <home>/evidence.jsonl.
class EvidenceFile {
 public:
  explicit EvidenceFile(const std::string& home) : lines_(home + "/evidence.jsonl") {}

  /// kIo.
  base::Status Add(const Evidence& evidence) const;
  /// Of one family, oldest first. kCorrupt names file and line.
  base::Result<std::vector<Evidence>> Of(const std::string& family) const;

 private:
  KeptLines lines_;
};

}  // namespace keel::research
