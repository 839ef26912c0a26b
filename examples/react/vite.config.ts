import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // The package is a link to a folder outside this one. Installed from npm it needs no `dedupe`.
  resolve: { dedupe: ['react'] },
});
