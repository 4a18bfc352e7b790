// Imports each entry that is named on the command line, and says how much it exports, or which package it misses.
for (const entry of process.argv.slice(2)) {
  try {
    const names = Object.keys(await import(entry));
    process.stdout.write(`${entry} exports ${names.length}\n`);
  } catch (error) {
    const [, missing] = /^Cannot find package '([^']+)'/.exec(error.message) ?? [];
    if (missing === undefined) throw error;
    process.stdout.write(`${entry} misses ${missing}\n`);
  }
}
