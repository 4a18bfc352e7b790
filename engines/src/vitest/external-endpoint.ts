import { EngineError } from "../engine-error.ts";

/** A variable that points the tests at a server which somebody else runs. */
export interface EndpointVariable {
  readonly name: string;
  /** What the server has to be: "an SQS server". */
  readonly what: string;
  readonly example: string;
}

/**
 * The endpoint that the variable holds, undefined when it holds none.
 *
 * @throws EngineError when it holds something else than an http or https URL.
 */
export function externalEndpoint(
  variable: EndpointVariable,
  env: NodeJS.ProcessEnv,
): string | undefined {
  const value = env[variable.name];
  if (value === undefined || value === "") return undefined;
  const url = URL.parse(value);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new EngineError(
      `${variable.name} is ${JSON.stringify(value)}; it must be the URL of ${variable.what}, for example ${variable.example}.`,
    );
  }
  return url.origin;
}
