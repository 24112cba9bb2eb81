// Lets Azurite's in-memory database look rows up as storage in Azure does: by the keys that a request names. Azurite itself looks through all rows of an
// account or of a table, which makes it the slowest part of a measurement with many rows. What it finds is the same: conditions are only put in another order.
const { Collection, Resultset } = require("../node_modules/lokijs");
const queries = require("../node_modules/azurite/dist/src/table/persistence/LokiTableStoreQueryGenerator").default;

// How many rows an index leaves for a condition; all of them where it has no index or is no equality.
function rowsLeft({ collection }, condition) {
  const [[property, value]] = Object.entries(condition);
  if (!collection.binaryIndices[property] || typeof value !== "string") return Infinity;
  if (!collection.adaptiveBinaryIndices) collection.ensureIndex(property);
  const [first, last] = collection.calculateRange("$eq", property, value);
  return last - first + 1;
}

// The first condition uses its index, the others look through what it left: begin with the one that leaves least.
const all = Resultset.prototype.findAnd;
Resultset.prototype.$and = Resultset.prototype.findAnd = function (conditions) {
  if (this.filterInitialized || this.collection.data.length === 0) return all.call(this, conditions);
  const [best] = conditions.map((condition) => ({ condition, left: rowsLeft(this, condition) })).sort((one, other) => one.left - other.left);
  return all.call(this, [best.condition, ...conditions.filter((condition) => condition !== best.condition)]);
};

// A table query says which partition it is about: read that one, then apply the query to its rows.
const partition = Symbol("partition");
const named = /^\(?PartitionKey eq '((?:[^']|'')*)'\)?(?= and |$)(?!.* or )/;
const compile = queries.generateQueryEntityWhereFunction;
queries.generateQueryEntityWhereFunction = function (query) {
  const matches = compile.call(this, query);
  const found = named.exec(query ?? "");
  if (found) matches[partition] = found[1].replaceAll("''", "'");
  return matches;
};

const where = Resultset.prototype.where;
Resultset.prototype.where = function (matches) {
  if (!this.filterInitialized && matches[partition] !== undefined) this.find({ PartitionKey: matches[partition] });
  return where.call(this, matches);
};

// Each queue operation takes out the messages that have expired. Taking out none is to leave the indexes as they are.
const remove = Collection.prototype.remove;
Collection.prototype.remove = function (rows) {
  if (!Array.isArray(rows) || rows.length > 0) remove.call(this, rows);
};
