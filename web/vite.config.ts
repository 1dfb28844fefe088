import { defineConfig } from 'vite';
import { compress } from './build/compress.ts';

export default defineConfig({
  // Nothing is inlined: the page runs under a Content-Security-Policy that refuses it.
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      // The statements of accessibility are pages of their own, readable without JavaScript.
      input: ['index.html', 'accessibilite.html', 'accessibility.html'],
      output: {
        // MapLibre changes less often than our own code: apart, it stays in the browser's cache.
        // What every view shares is one file: many small ones are compressed apart and weigh more.
        codeSplitting: { groups: [{ name: 'maplibre', test: /node_modules/ }, { name: 'shared', test: /src\/(?:model(?!\/(?:bring|brought|csv|curve|dependents|neighbours|sort|timetable))|api(?!\/check)|asked|views\/(?:dom|combobox|words|late|owners|roads|legend|zones)|map\/(?:theme|icons|scale|style|features|layers))/ }] },
        // The worker comes as `.mjs`, which some servers do not know as JavaScript.
        assetFileNames: ({ names }) => `assets/[name]-[hash]${names[0]?.endsWith('.mjs') ? '.js' : '[extname]'}`,
      },
    },
  },
  server: { proxy: { '/api': process.env['MAILLAGE_URL'] ?? 'http://127.0.0.1:8080' } },
  plugins: [compress()],
});
