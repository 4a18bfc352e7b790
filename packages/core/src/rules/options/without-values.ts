import type { ConfigurationIssue } from "../../base/configuration-error.ts";

/**
 * The issues, without the refused values of these options and without AWS's texts, which quote them.
 * @param secret options that can hold a key or a password.
 */
export function withoutValues(
  issues: readonly ConfigurationIssue[],
  secret: readonly string[],
): readonly ConfigurationIssue[] {
  return issues.map((issue) => {
    if (!secret.includes(issue.option)) return issue;
    const { option, problem, hint } = issue;
    return { option, problem, ...(hint === undefined ? {} : { hint }) };
  });
}
