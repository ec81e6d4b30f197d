import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

/** One page, `dist/view/page.html`, with script, style and worker inside. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [viteSingleFile()],
  // A page opened from a file may start no module worker.
  worker: { format: "iife" },
  build: {
    outDir: fileURLToPath(new URL("../dist/view", import.meta.url)),
    // Compiled files stand there already; `scripts/empty-dist.js` has emptied the folder before them.
    emptyOutDir: false,
    target: "es2022",
    rolldownOptions: { input: fileURLToPath(new URL("page.html", import.meta.url)) },
  },
});
