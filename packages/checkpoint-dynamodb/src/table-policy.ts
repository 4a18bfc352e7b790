/** An IAM policy document. */
export interface TablePolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly {
    readonly Effect: "Allow";
    readonly Action: readonly string[];
    readonly Resource: string;
  }[];
}

export interface TablePolicyOptions {
  /** Such as `arn:aws:dynamodb:eu-central-1:123456789012:table/millrace`. */
  readonly tableArn: string;
  /** Also what `createTable` needs. Default false. */
  readonly createsTable?: boolean;
}

const whileRunning = [
  "dynamodb:DeleteItem",
  "dynamodb:PutItem",
  "dynamodb:Scan",
  "dynamodb:UpdateItem",
] as const;
const toCreate = ["dynamodb:CreateTable", "dynamodb:DescribeTable"] as const;

/** What a worker must be allowed, and no more. */
export function tablePolicy({ tableArn, createsTable = false }: TablePolicyOptions): TablePolicy {
  const Action = createsTable ? [...toCreate, ...whileRunning] : whileRunning;
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action, Resource: tableArn }],
  };
}
