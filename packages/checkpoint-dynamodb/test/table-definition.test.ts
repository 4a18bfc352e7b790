import { expect, test } from "vitest";

import { tableDefinition, tablePolicy } from "../src/index.ts";

const tableArn = "arn:aws:dynamodb:eu-central-1:123456789012:table/millrace";

test("the table has one key and costs what is used", () => {
  expect(tableDefinition("millrace")).toEqual({
    TableName: "millrace",
    AttributeDefinitions: [{ AttributeName: "leaseKey", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "leaseKey", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  });
});

test("a worker may read and write rows of this table, and nothing else", () => {
  expect(tablePolicy({ tableArn })).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:Scan", "dynamodb:UpdateItem"],
        Resource: tableArn,
      },
    ],
  });
});

test("whoever creates the table may do that too", () => {
  const [statement] = tablePolicy({ tableArn, createsTable: true }).Statement;
  expect(statement?.Action).toEqual(
    expect.arrayContaining(["dynamodb:CreateTable", "dynamodb:DescribeTable", "dynamodb:Scan"]),
  );
});
