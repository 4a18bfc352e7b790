// A handler that has the worker stop once it has handled something.
export const handler = async (event) => {
  for (const { body } of event.Records) process.stdout.write(`handled ${body}\n`);
  process.kill(process.pid, "SIGTERM");
};
