import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: ["api/", "dist/", "coverage/", "node_modules/", "reports/", ".stryker-tmp/", "**/*.as.ts", "**/*.wasm.ts"],
  },
  ...tseslint.configs.strict,
  {
    rules: {
      // Register indices are in range by construction; a check per access would cost the clock rate.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      eqeqeq: "error",
      "prefer-const": "error",
    },
  },
);
