// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <openssl/ssl.h>

#include <boost/asio/ssl/context.hpp>

#include "net/internal/transport.h"

namespace keel::net::internal {

namespace ssl = boost::asio::ssl;

namespace {

base::Result<TlsContext> MakeContext(ssl::context::method method) {
  auto context = std::make_shared<ssl::context>(method);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  return context;
}

tl::unexpected<base::Error> CannotRead(const std::string& what, const std::string& path,
                                       const Code& code) {
  return base::Fail(
      base::ErrorCode::kUsage,
      fmt::format("cannot read {} from {}: {}; give a PEM file", what, path, code.message()));
}

}  // namespace

base::Result<TlsContext> MakeClientContext(const TlsTrust& trust) {
  TRY(TlsContext context, MakeContext(ssl::context::tls_client));
  Code code;
  if (trust.ca_file.empty()) {
    context->set_default_verify_paths(code);
    if (code) return CannotRead("trusted certificates", "the system's store", code);
  } else {
    context->load_verify_file(trust.ca_file, code);
    if (code) return CannotRead("trusted certificates", trust.ca_file, code);
  }
  context->set_verify_mode(ssl::verify_peer, code);
  return context;
}

base::Result<TlsContext> MakeServerContext(const TlsIdentity& identity) {
  TRY(TlsContext context, MakeContext(ssl::context::tls_server));
  Code code;
  context->use_certificate_chain_file(identity.certificate_file, code);
  if (code) return CannotRead("the server's certificate", identity.certificate_file, code);
  context->use_private_key_file(identity.key_file, ssl::context::pem, code);
  if (code) return CannotRead("the server's private key", identity.key_file, code);
  if (SSL_CTX_check_private_key(context->native_handle()) != 1) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("the private key in {} does not belong to the certificate in {}",
                                  identity.key_file, identity.certificate_file));
  }
  return context;
}

}  // namespace keel::net::internal
