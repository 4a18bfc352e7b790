const form =
  /^arn:(?<partition>aws[a-z-]*):dynamodb:(?<region>[a-z0-9-]+):(?<account>\d{12}):table\/(?<table>[A-Za-z0-9_.-]{3,255})\/stream\/(?<label>[0-9T:.-]+)$/;

export interface StreamArn {
  readonly region: string;
  readonly table: string;
  /** When the stream was switched on. A later stream of the same table has a later label. */
  readonly label: string;
}

/** Undefined when the text is not the ARN of a DynamoDB stream. The region is not checked: emulators make theirs up. */
export function parseStreamArn(arn: string): StreamArn | undefined {
  const parts = form.exec(arn)?.groups;
  if (parts === undefined) return undefined;
  const { region = "", table = "", label = "" } = parts;
  return { region, table, label };
}
