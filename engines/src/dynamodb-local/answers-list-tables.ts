const ANSWER_DEADLINE_MS = 2_000;

/** True when a DynamoDB answers there. An open port says less: the server opens it before it can serve. */
export async function answersListTables(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.ListTables",
        // Not checked, but it has to be there.
        authorization:
          "AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      },
      body: "{}",
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
    });
    return response.ok && "TableNames" in ((await response.json()) as object);
  } catch {
    return false;
  }
}
