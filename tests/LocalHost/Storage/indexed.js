// Lets Azurite's in-memory database look rows up as storage in Azure does: by the keys that a request names. Azurite itself looks through all rows of an
// account or of a table, and sorts whole indexes anew where it changes a few rows, which makes it the slowest part of a measurement with many rows.
// What it finds and keeps is the same.
const Loki = require("../node_modules/lokijs");
const queries = require("../node_modules/azurite/dist/src/table/persistence/LokiTableStoreQueryGenerator").default;
const { Collection, Resultset } = Loki;

// How many rows an index leaves for a condition; all of them where it has none.
function rowsLeft({ collection }, condition) {
  const [[property, value]] = Object.entries(condition);
  const [[operator, operand]] = value !== null && typeof value === "object" ? Object.entries(value) : [["$eq", value]];
  if (!collection.binaryIndices[property] || operand === undefined || !["$eq", "$lte"].includes(operator)) return Infinity;
  if (!collection.adaptiveBinaryIndices) collection.ensureIndex(property);
  const [first, last] = collection.calculateRange(operator, property, operand);
  return last - first + 1;
}

// The first condition uses its index, the others look through what it left: begin with the one that leaves least.
const all = Resultset.prototype.findAnd;
Resultset.prototype.$and = Resultset.prototype.findAnd = function (conditions) {
  if (this.filterInitialized || this.collection.data.length === 0) return all.call(this, conditions);
  const [best] = conditions.map((condition) => ({ condition, left: rowsLeft(this, condition) })).sort((one, other) => one.left - other.left);
  return all.call(this, [best.condition, ...conditions.filter((condition) => condition !== best.condition)]);
};

// Each queue operation looks for messages that have expired.
const addCollection = Loki.prototype.addCollection;
Loki.prototype.addCollection = function (name, options) {
  const indices = options?.indices?.includes("messageId") ? [...options.indices, "expirationTime"] : options?.indices;
  return addCollection.call(this, name, { ...options, indices });
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

// A few rows are changed or taken out one by one, which keeps the indexes; for many at once they are sorted anew.
const few = 20;
const update = Collection.prototype.update;
Collection.prototype.update = function (rows) {
  return Array.isArray(rows) && rows.length <= few ? rows.forEach((row) => update.call(this, row)) : update.call(this, rows);
};

const remove = Collection.prototype.remove;
Collection.prototype.remove = function (rows) {
  return Array.isArray(rows) && rows.length <= few ? rows.forEach((row) => remove.call(this, row)) : remove.call(this, rows);
};

const removeAt = Collection.prototype.removeBatchByPositions;
Collection.prototype.removeBatchByPositions = function (positions) {
  return positions.length <= few ? this.remove(positions.map((position) => this.data[position])) : removeAt.call(this, positions);
};
