// SPDX-License-Identifier: MIT
/** Of scores and weights, in the order of the server. */
export const CATEGORIES = ['Technical', 'Momentum', 'Correlation', 'Sentiment', 'Machine learning'];
