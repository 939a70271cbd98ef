import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

const pwa = VitePWA({
  registerType: 'autoUpdate',
  injectRegister: false,
  manifest: {
    id: '/field/',
    name: '联防一线 Lianfang field',
    short_name: '联防一线',
    description: '排查、卡口、落地登记，无网络也能用。',
    lang: 'zh-CN',
    start_url: '/field/',
    scope: '/field/',
    display: 'standalone',
    orientation: 'portrait',
    background_color: '#0d2b34',
    theme_color: '#0d2b34',
    icons: [
      { src: 'mark.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: 'mark-192.png', sizes: '192x192', type: 'image/png' },
      { src: 'mark-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
      { src: 'mark-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  },
  workbox: {
    // The QR reader too: a gate without network must still be able to scan.
    globPatterns: ['**/*.{html,js,css,svg,png,wasm,json}'],
    navigateFallback: '/field/index.html',
    cleanupOutdatedCaches: true,
    clientsClaim: true,
    skipWaiting: true,
  },
});

export default defineConfig({
  root: import.meta.dirname,
  base: '/field/',
  plugins: [react(), pwa],
  resolve: {
    // The package's own entry is its ES5 build for CommonJS; this one is the same code for browsers of our target.
    alias: [{ find: /^dexie$/, replacement: resolve(import.meta.dirname, '../../node_modules/dexie/dist/modern/dexie.min.mjs') }],
  },
  build: {
    modulePreload: false,
    outDir: '../../dist/apps/field',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
  },
});
