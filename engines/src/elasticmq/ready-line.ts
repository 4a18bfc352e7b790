/**
 * Reads ElasticMQ's log until it is ready, then gives its address. One thread prints the address and
 * another that all of the server is up; which comes first is chance.
 */
export function readyLine(): (line: string) => string | undefined {
  let address: string | undefined;
  let started = false;
  return (line) => {
    address ??= /visible server address (http:\S+)/.exec(line)?.[1];
    started ||= line.includes(" started in ");
    return started ? address : undefined;
  };
}
