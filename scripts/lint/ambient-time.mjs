const MESSAGE =
  "Take the time from the injected Clock: only then can the engine run in a simulator.";

/** Finds what the restricted globals and properties cannot: `new Date()` and `Date()`, which read the clock. */
export default {
  meta: { name: "millrace" },
  rules: {
    "no-ambient-date": {
      create(context) {
        return {
          NewExpression(node) {
            const readsClock = node.callee.name === "Date" && node.arguments.length === 0;
            if (readsClock) context.report({ message: MESSAGE, node });
          },
          CallExpression(node) {
            if (node.callee.name === "Date") context.report({ message: MESSAGE, node });
          },
        };
      },
    },
  },
};
