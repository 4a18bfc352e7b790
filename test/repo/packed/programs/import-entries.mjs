// Imports each entry that is named on the command line, and says how much it exports.
for (const entry of process.argv.slice(2)) {
  const names = Object.keys(await import(entry));
  process.stdout.write(`${entry} ${names.length}\n`);
}
