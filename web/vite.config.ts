import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { packed } from './tools/packed.ts';

// The host that the browser names goes along: the API refuses what another page sends.
const api = { target: process.env.ADHELM_URL ?? 'http://127.0.0.1:8600', changeOrigin: false };

export default defineConfig({
  plugins: [react(), packed()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: '../src/adhelm/app/static',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    // What the page needs at once is one file: apart it would be forty, fetched six at a time.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } },
    },
  },
  cacheDir: process.env.ADHELM_WEB_CACHE ?? 'node_modules/.vite',
  server: { proxy: { '/api': api, '/openapi.json': api } },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/testing/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
  },
});
