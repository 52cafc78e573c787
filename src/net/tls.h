// SPDX-License-Identifier: MIT
// Whom a client believes, and who a server says it is. There is no way to switch verification off.
#pragma once

#include <string>

namespace keel::net {

/// The authorities that a client trusts. The peer's certificate must chain to one of them and carry
/// the name that was asked for; TLS 1.2 at least.
struct TlsTrust {
  std::string ca_file;  ///< PEM; empty: the system's own store
};

/// A server's certificate chain and private key, as PEM files.
struct TlsIdentity {
  std::string certificate_file;
  std::string key_file;
};

}  // namespace keel::net
