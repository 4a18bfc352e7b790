const SEE_ABOVE = "The findings are above";

/** What is checked without running anything; each counts as one test. */
export const STATIC_CHECKS = [
  {
    saying: "linting",
    command: "oxlint",
    args: [],
    remedy: `${SEE_ABOVE}; \`npx oxlint --fix\` repairs some of them.`,
  },
  {
    saying: "checking the format",
    command: "oxfmt",
    args: ["--check"],
    remedy: "`npx oxfmt` formats the files named above.",
  },
  {
    saying: "checking the types of sources, tests and examples",
    command: "turbo",
    args: ["run", "typecheck", "--output-logs=errors-only"],
    remedy: `${SEE_ABOVE}.`,
  },
  {
    saying: "checking who may depend on whom",
    command: "turbo",
    args: ["boundaries"],
    remedy: `${SEE_ABOVE}; turbo.json says which kind of package may use which.`,
  },
  {
    saying: "looking for unused files, exports and dependencies",
    command: "knip",
    args: [],
    remedy: `${SEE_ABOVE}; remove what is unused, or say in knip.json how it is used.`,
  },
];
