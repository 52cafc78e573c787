// SPDX-License-Identifier: MIT
// A certificate of the test's own making, good for minutes: no key lies in the tree.
#pragma once

#include <string>

#include "base/result.h"
#include "base/time.h"
#include "net/tls.h"

namespace keel::net::testing {

struct CertificateWish {
  std::string names = "DNS:localhost,IP:127.0.0.1";  ///< as OpenSSL writes subjectAltName
  base::Duration valid_until = base::Minutes(10);    ///< from now; negative: has expired
};

/// Writes a self-signed certificate and its key into `folder`, as NAME.pem and NAME.key. Who trusts
/// the certificate file trusts it.
base::Result<TlsIdentity> MakeCertificate(const std::string& folder, const std::string& name,
                                          const CertificateWish& wish = {});

}  // namespace keel::net::testing
