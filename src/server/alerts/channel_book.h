// SPDX-License-Identifier: MIT
// Where alerts are sent to. The address of a webhook is a secret as well (whoever has it may post
// there), so it is kept in alert-channels.json, which its owner alone may read, and never told
// again: only its host is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe_json.h"
#include "base/secret.h"
#include "net/url.h"
#include "server/alerts/kept_file.h"

namespace keel::server {

/// A secret that is written to a file of its own; nothing else may print it.
struct KeptSecret {
  base::Secret text;
  KeptSecret() = default;
  explicit KeptSecret(std::string_view secret) : text(secret) {}
  KeptSecret(const KeptSecret& other) : text(other.text.Clone()) {}
  KeptSecret(KeptSecret&&) noexcept = default;
  KeptSecret& operator=(const KeptSecret& other) {
    text = other.text.Clone();
    return *this;
  }
  KeptSecret& operator=(KeptSecret&&) noexcept = default;
  ~KeptSecret() = default;
};

struct AlertChannel {
  std::string name;         ///< of its own: 1 to 40 small letters, digits, "-" and "_"
  std::string format;       ///< json, slack, discord
  KeptSecret url;           ///< https
  std::string header_name;  ///< of a header that is sent along; "": none
  KeptSecret header_value;
  KeptSecret signing_key;  ///< of an HMAC-SHA256 over the body; empty: not signed
  base::UnixNanos created;
};

/// Of a channel whose fields were found right.
net::Url UrlOf(const AlertChannel& channel);

/// What is wrong with a channel, by its field; nothing that it holds is repeated.
std::optional<base::FieldError> FindMistake(const AlertChannel& channel);

class ChannelBook {
 public:
  static constexpr size_t kMostChannels = 20;

  explicit ChannelBook(const std::string& home);

  const std::vector<AlertChannel>& channels() const { return file_.content().channels; }
  const AlertChannel* Find(std::string_view name) const;
  /// kRefused (damaged file, too many, a name that is taken), kIo; Remove also kNotFound.
  base::Status Add(AlertChannel channel);
  base::Status Remove(std::string_view name);
  /// Why the file is left alone; one sentence.
  const std::optional<std::string>& damage() const { return file_.damage(); }

  /// What the file holds.
  struct File {
    int version = 1;
    std::vector<AlertChannel> channels;
  };

 private:
  KeptFile<File> file_;
};

}  // namespace keel::server

template <>
struct keel::base::JsonText<keel::server::KeptSecret> {
  static std::string Write(const server::KeptSecret& secret) {
    return std::string(secret.text.Reveal());
  }
  static Result<server::KeptSecret> Read(std::string_view text) { return server::KeptSecret(text); }
};
