// SPDX-License-Identifier: MIT
// The parts of Asio and Beast that are not templates, compiled here once instead of in every file.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
