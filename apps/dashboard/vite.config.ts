import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const inLibs = /\/libs\//;

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../../dist/apps/dashboard', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inlined and no loader script: the page runs under `script-src 'self'; style-src 'self'`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A lib's file that nothing is used of is left out: so zod stays out of the page.
    rolldownOptions: { treeshake: { moduleSideEffects: (id) => !inLibs.test(id) } },
  },
});
