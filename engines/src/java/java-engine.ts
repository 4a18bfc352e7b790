/** What a Java engine tells the parts that look for its Java and its jars, so that they can explain themselves. */
export interface JavaEngine {
  /** Product and version. */
  readonly name: string;
  /** What it stands for, in the words of the message: "the SQS server of the tests". */
  readonly role: string;
  /** File that names its Maven artefacts. */
  readonly pomFile: string;
  /** Variable that points the tests at a running server instead. */
  readonly endpointVariable: string;
  /** Service of compose.yaml that runs the same engine. */
  readonly composeService: string;
}

/** The ways out of a missing tool, for the end of an error message. */
export function withoutJava(engine: JavaEngine): string {
  return (
    `Or point ${engine.endpointVariable} at a running server: with Docker, ` +
    `\`docker compose up -d ${engine.composeService}\` starts one (compose.yaml gives the value).`
  );
}
