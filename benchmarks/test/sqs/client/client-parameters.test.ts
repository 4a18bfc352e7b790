import { describe, expect, test } from "vitest";
import {
  formatParameters,
  parseParameters,
  type ClientParameters,
} from "../../../src/sqs/client/client-parameters.ts";

const parameters: ClientParameters = {
  queueUrl: "http://127.0.0.1:1/000000000000/bench",
  parallel: 16,
  handlerMs: 50,
  warmupMessages: 5000,
  warmupMs: 500,
  warmupLimitMs: 10_000,
  windowMs: 4000,
};

describe("client parameters", () => {
  test("come out of the command line as they went in", () => {
    expect(parseParameters(formatParameters(parameters))).toEqual(parameters);
    expect(parseParameters(formatParameters({ ...parameters, profilePath: "x" })).profilePath).toBe(
      "x",
    );
  });

  test("refuse a missing or negative number, and an unknown flag", () => {
    const flags = formatParameters(parameters);

    expect(() => parseParameters(flags.filter((flag) => !flag.includes("window")))).toThrow(
      /--window-ms/,
    );
    expect(() => parseParameters(formatParameters({ ...parameters, handlerMs: -1 }))).toThrow(
      /--handler-ms/,
    );
    expect(() => parseParameters([...flags, "--speed=2"])).toThrow(/--speed/);
  });
});
