import { expect, test } from "vitest";
import { readyLine } from "../src/elasticmq/ready-line.ts";

const ADDRESS =
  "INFO  Started SQS rest server, bind address 127.0.0.1:38425, visible server address http://127.0.0.1:38425";
const STARTED = "INFO  === ElasticMQ server (1.7.1) started in 993 ms ===";

test.each([{ lines: [ADDRESS, STARTED] }, { lines: [STARTED, ADDRESS] }])(
  "is ready at the second of the two lines, in either order",
  ({ lines }) => {
    const read = readyLine();
    expect(lines.map(read)).toEqual([undefined, "http://127.0.0.1:38425"]);
  },
);
