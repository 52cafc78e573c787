// SPDX-License-Identifier: MIT

/** A number that no other wish has. Not randomUUID, which a page over plain HTTP lacks. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
