// Runs Azurite so that it ends with the process that started it, however that one ends: standard input closes then.
// A folder's data is written out first; the timer covers a connection that stays open.
process.stdin
  .on("end", () => {
    process.emit("message", "shutdown");
    setTimeout(() => process.exit(0), 3000).unref();
  })
  .resume();

// Nobody may read any more; that must not end it before its data is written.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

// Ctrl+C reaches every process of a terminal, but the host still needs its storage to put its work away.
process.on("SIGINT", () => {});
process.on("newListener", (event, listener) => {
  if (event === "SIGINT") setImmediate(() => process.removeListener(event, listener));
});

// More accounts have the first one's name with a number behind it, and its key. They are named here, for a variable that a process is started with may be too short.
const [name, key] = process.env.AZURITE_ACCOUNTS.split(":");
const count = Number(process.env.AZURITE_ACCOUNT_COUNT ?? 1);
process.env.AZURITE_ACCOUNTS = Array.from({ length: count }, (_, number) => `${name}${number || ""}:${key}`).join(";");

if (process.env.AZURITE_INDEXED) require("./indexed");
require("../node_modules/azurite/dist/src/azurite");
