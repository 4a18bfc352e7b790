import { expect, test } from "vitest";

import { mapping, textOf } from "./errors-of.ts";

test("a mapping whose name JavaScript would lose is refused, not passed over", async () => {
  const yaml = mapping().concat("  __proto__:\n    handler: ./orders.handler\n");
  expect(await textOf(yaml)).toMatchInlineSnapshot(`
    "
    millrace.yaml:5:3: mappings.__proto__ cannot be the name of a mapping
        4 |     handler: ./orders.handler
        5 |   __proto__:
          |   ^^^^^^^^^

    1 problem in millrace.yaml
    "
  `);
});

test("a name that every object has is a name like others", async () => {
  const yaml = mapping().replace("orders:", "constructor:");
  await expect(textOf(yaml)).rejects.toThrow("the file was not refused");
});

test("a second document in the file", async () => {
  expect(await textOf(mapping().concat("---\nmappings: {}\n"))).toMatchInlineSnapshot(`
    "
    millrace.yaml:5:1: a second document begins here; a file holds one
        4 |     handler: ./orders.handler
        5 | ---
          | ^^^

    1 problem in millrace.yaml
    "
  `);
});

test("a list of mappings", async () => {
  expect(await textOf("mappings:\n  - handler: ./orders.handler\n")).toMatchInlineSnapshot(`
    "
    millrace.yaml:2:3: mappings must hold mappings by their names (got [{"handler":"./orders.handler"}])
        1 | mappings:
        2 |   - handler: ./orders.handler
          |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^

    1 problem in millrace.yaml
    "
  `);
});
