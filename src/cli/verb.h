// SPDX-License-Identifier: MIT
// A verb of the command line: one file, one row in list.inc. It declares its options on a small
// face of the option parser (so that the parser's header is compiled once) and runs in a Session.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace keel::cli {

/// Declares options; each is bound to a variable that outlives the parse.
class Options {
 public:
  virtual ~Options() = default;
  /// `names` as "-p,--pairs". Options are optional unless `required`.
  virtual void Text(std::string_view names, std::string* value, std::string_view doc) = 0;
  virtual void OptionalText(std::string_view names, std::optional<std::string>* value,
                            std::string_view doc) = 0;
  virtual void Number(std::string_view names, double* value, std::string_view doc) = 0;
  virtual void Whole(std::string_view names, int64_t* value, std::string_view doc) = 0;
  virtual void Flag(std::string_view names, bool* value, std::string_view doc) = 0;
  /// Repeatable, and splits at commas.
  virtual void List(std::string_view names, std::vector<std::string>* value,
                    std::string_view doc) = 0;
  /// Repeatable, never split (`--param name=value`).
  virtual void Repeated(std::string_view names, std::vector<std::string>* value,
                        std::string_view doc) = 0;
  virtual void Positional(std::string_view name, std::string* value, std::string_view doc,
                          bool required) = 0;
  virtual void Positionals(std::string_view name, std::vector<std::string>* value,
                           std::string_view doc, bool required) = 0;
};

/// Reports how far long work is: a bar with ETA on a terminal, a line every 10 s otherwise.
class Progress {
 public:
  virtual ~Progress() = default;
  /// `done` of `total` units; cheap enough to call often. `total` 0 is unknown.
  virtual void Update(std::string_view what, int64_t done, int64_t total) = 0;
  /// One line that is drawn over the last one until Finish; false where there is no terminal for
  /// it.
  virtual bool ShowLine(std::string_view) { return false; }
  virtual void Finish() = 0;
};

/// What a running verb may use of the outside world.
struct Session {
  std::string home;                       ///< "~/.keel" or --home, absolute
  std::string data_dir;                   ///< <home>/data or --data-dir
  bool json = false;                      ///< --json
  std::optional<std::string> out;         ///< --out
  std::vector<std::string> config_files;  ///< -c, in order
  int jobs = 0;                           ///< -j
  std::optional<uint64_t> seed;           ///< --seed
  bool colour = false;                    ///< standard output is a terminal and NO_COLOR is unset
  base::Clock* clock = nullptr;
  Progress* progress = nullptr;
  const std::atomic<bool>* interrupted = nullptr;  ///< set by Ctrl-C
  std::function<void(std::string_view)> print;     ///< to standard output, verbatim
  std::function<void(std::string_view)>
      note;  ///< a line for people on standard error; quiet with --json
  /// Asks a person for a line; nothing is an end of input. Absent where nobody is there.
  std::function<std::optional<std::string>(std::string_view question)> ask;
  std::map<std::string, std::string> environment;  ///< variables of the process
  std::string working_directory;                   ///< absolute
  int width = 0;  ///< columns of the terminal behind standard output; 0: no terminal
  std::function<void(std::string_view)> detail;  ///< like note, only with -v
  std::string command;                           ///< as it was typed, for the provenance of a run
};

/// A path as the user typed it, from where the program was started.
inline std::string PathFrom(const Session& session, const std::string& path) {
  return path.starts_with('/') ? path : session.working_directory + "/" + path;
}

/// One verb.
class Verb {
 public:
  virtual ~Verb() = default;
  virtual std::string_view name() const = 0;
  virtual std::string_view summary() const = 0;  ///< one line for `keel help`
  virtual std::string_view group() const = 0;    ///< "run", "control", "research", ... (help.cc)
  virtual void Declare(Options& options) = 0;
  /// The error carries the exit code (see base::ErrorCode).
  virtual base::Status Run(Session& session) = 0;
};

}  // namespace keel::cli
