// SPDX-License-Identifier: MIT
import { fileURLToPath } from 'node:url';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const api = process.env['KEEL_API'] ?? 'http://127.0.0.1:8480';

export default defineConfig({
  plugins: [react(), tailwind()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  // Nothing becomes a data: address, which the content security policy would refuse.
  build: { target: 'es2023', assetsInlineLimit: 0 },
  // A desk answers to its own name alone, so it is asked by that.
  server: {
    proxy: {
      '/api/': { target: api, ws: true, changeOrigin: true, rewriteWsOrigin: true },
      '/openapi.json': { target: api, changeOrigin: true },
    },
  },
  test: { environment: 'happy-dom', fileParallelism: false, include: ['src/**/*.test.{ts,tsx}'] },
});
