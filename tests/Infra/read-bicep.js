// Prints what infra/ says as JSON: `facts DIRECTORY`, or `names MAIN-FILE` with a list of { brokerId, groupId } on standard input.
'use strict';
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const Parser = require('tree-sitter');
const bicep = require('tree-sitter-bicep');

const parser = new Parser();
parser.setLanguage(bicep);

function parse(file) {
  let text = fs.readFileSync(file, 'utf8');
  // The grammar knows declarations of parameters only; an assignment has the form of a variable.
  if (file.endsWith('.bicepparam')) text = text.replace(/^param (\w+) =/gm, 'var $1 =');
  return parser.parse(text).rootNode;
}

function nodes(root) {
  return [root, ...root.children.flatMap(nodes)];
}

const named = (node) => node.namedChildren.filter((child) => child.type !== 'comment');
const literal = (node) => (node && node.type === 'string' && node.namedChildren.every((part) => part.type === 'string_content') ? node.text.slice(1, -1) : null);
const keyOf = (node) => (node.type === 'string' ? literal(node) ?? '*' : node.text);

// The object that a declaration describes, whether it is conditional, repeated or neither.
function bodyOf(declaration) {
  let body = named(declaration).at(-1);
  while (body.type === 'if_statement' || body.type === 'for_statement') body = named(body).at(-1);
  return body;
}

const entries = (object) => object.namedChildren.filter((child) => child.type === 'object_property').map((child) => [keyOf(child.firstNamedChild), named(child).at(-1)]);
const field = (object, name) => entries(object).find(([key]) => key === name)?.[1];

function paths(value, at) {
  if (value.type === 'object') return entries(value).flatMap(([key, inner]) => {
    const here = at ? `${at}.${key}` : key;
    return [{ path: here, value: literal(inner) ?? (inner.type === 'object' || inner.type === 'array' ? null : inner.text) }, ...paths(inner, here)];
  });
  if (value.type === 'array') return named(value).flatMap((item) => paths(item, `${at}[]`));
  if (value.type === 'for_statement') return paths(named(value).at(-1), `${at}[]`);
  // What a call puts together holds the keys of all its parts.
  if (value.type === 'call_expression' && value.firstNamedChild.text === 'union') return nodes(value).filter((node) => node.type === 'object' && node.parent.type !== 'object_property').flatMap((node) => paths(node, at));
  return [];
}

function facts(file) {
  const root = parse(file);
  const all = nodes(root);
  const of = (type) => root.namedChildren.filter((node) => node.type === type);
  const nameOf = (node) => node.namedChildren.find((child) => child.type === 'identifier').text;
  return {
    file: path.basename(file),
    errors: all.filter((node) => node.type === 'ERROR' || node.isMissing).map((node) => `line ${node.startPosition.row + 1}: ${node.text.slice(0, 60)}`),
    parameters: of('parameter_declaration').map((node) => ({ name: nameOf(node), isOptional: node.children.some((child) => child.type === '=') })),
    variables: of('variable_declaration').map((node) => ({ name: nameOf(node), value: literal(named(node).at(-1)), paths: paths(named(node).at(-1), '') })),
    outputs: of('output_declaration').map(nameOf),
    reads: all.filter((node) => node.type === 'identifier' && !(node.parent.type === 'object_property' && node.parent.firstNamedChild.id === node.id) && !node.parent.type.endsWith('_declaration')
      || node.type === 'identifier' && node.parent.type === 'output_declaration' && named(node.parent).at(-1).id === node.id).map((node) => node.text),
    members: all.filter((node) => node.type === 'member_expression').map((node) => node.text.replaceAll('!', '')),
    loads: all.filter((node) => node.type === 'call_expression' && node.firstNamedChild.text === 'loadTextContent').map((node) => literal(node.lastNamedChild.firstNamedChild)),
    resources: of('resource_declaration').map((node) => ({
      name: nameOf(node),
      type: literal(node.namedChildren.find((child) => child.type === 'string')),
      isExisting: node.children.some((child) => child.type === 'existing'),
      properties: paths(bodyOf(node), ''),
    })),
    modules: of('module_declaration').map((node) => ({
      name: nameOf(node),
      file: path.basename(literal(node.namedChildren.find((child) => child.type === 'string'))),
      parameters: entries(field(bodyOf(node), 'params')).map(([key]) => key),
    })),
  };
}

// Thirteen characters that depend on all arguments, as Azure's function gives them.
function uniqueString(...parts) {
  const digest = createHash('sha256').update(parts.join('-')).digest();
  return [...digest.subarray(0, 13)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte % 32]).join('');
}

function evaluate(node, names) {
  const inner = (child) => evaluate(child, names);
  switch (node.type) {
    case 'string':
      return node.namedChildren.map((part) => (part.type === 'interpolation' ? inner(part.firstNamedChild) : part.text)).join('');
    case 'number':
      return Number(node.text);
    case 'identifier':
      if (!(node.text in names)) throw new Error(`${node.text} is not known`);
      return names[node.text];
    case 'member_expression':
      if (node.text === 'resourceGroup().id') return names.groupId;
      break;
    case 'call_expression': {
      const values = named(node.lastNamedChild).map(inner);
      const call = { take: (text, count) => text.slice(0, count), replace: (text, from, to) => text.replaceAll(from, to), uniqueString }[node.firstNamedChild.text];
      if (call) return call(...values);
    }
  }
  throw new Error(`cannot work out ${node.text}`);
}

function namesOf(root, given) {
  const names = { ...given };
  for (const node of root.namedChildren.filter((child) => child.type === 'variable_declaration')) {
    const name = node.namedChildren.find((child) => child.type === 'identifier').text;
    if (name.endsWith('Name') || name === 'unique' || name === 'compactId') names[name] = evaluate(named(node).at(-1), names);
  }
  return names;
}

const [what, where] = process.argv.slice(2);
const files = (folder) => fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? files(path.join(folder, entry.name)) : [path.join(folder, entry.name)]));
if (what === 'facts') {
  console.log(JSON.stringify(files(where).filter((file) => /\.bicep(param)?$/.test(file)).map(facts)));
} else {
  const root = parse(where);
  console.log(JSON.stringify(JSON.parse(fs.readFileSync(0, 'utf8')).map((given) => namesOf(root, given))));
}
