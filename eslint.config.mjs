import js from "@eslint/js";
import pulumi from "@pulumi/eslint-plugin";
import prettier from "eslint-config-prettier";
import importSort from "eslint-plugin-simple-import-sort";
import globals from "globals";
import tseslint from "typescript-eslint";

/** A person reads a file at one go. */
const lines = ["error", { max: 200, skipBlankLines: false, skipComments: false }];

/** Rows, not code. */
const data = [
  "tests/containers/pipeline-cases.ts",
  "tests/e2e/stand/expected-panels.ts",
  "tests/support/receivers.ts",
];

export default tseslint.config(
  { ignores: ["node_modules/", "rendered/", ".pulumi-state/", "coverage/"] },
  js.configs.recommended,
  {
    plugins: { "import-sort": importSort },
    rules: { "import-sort/imports": "error", "import-sort/exports": "error", "max-lines": lines },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { "@pulumi": pulumi },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "max-classes-per-file": ["error", 1],
    },
  },
  {
    files: ["programs/**/*.ts"],
    languageOptions: { parserOptions: { projectService: false, project: "./tsconfig.programs.json" } },
  },
  { files: data, rules: { "max-lines": "off" } },
  { files: ["**/*.{cjs,mjs}"], languageOptions: { globals: globals.node } },
  prettier,
);
