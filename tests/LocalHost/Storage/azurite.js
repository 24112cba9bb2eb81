// Runs Azurite so that it ends with the process that started it, however that one ends: standard input closes then.
// A folder's data is written out first; the timer covers a connection that stays open.
process.stdin
  .on("end", () => {
    process.emit("SIGINT");
    setTimeout(() => process.exit(0), 3000).unref();
  })
  .resume();
require("../node_modules/azurite/dist/src/azurite");
