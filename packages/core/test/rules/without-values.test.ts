import { expect, test } from "vitest";

import { withoutValues } from "../../src/rules/options/without-values.ts";

test("values of secret options are left out, and AWS's texts, which quote them", () => {
  const aws = { code: "ValidationException", message: "Value 'word'" } as const;
  const endpoint = { option: "endpoint", value: "word", problem: "is wrong", hint: "Do", aws };
  const region = { option: "region", value: "moon", problem: "is wrong", aws };
  expect(withoutValues([endpoint, region], ["endpoint"])).toEqual([
    { option: "endpoint", problem: "is wrong", hint: "Do" },
    region,
  ]);
});
