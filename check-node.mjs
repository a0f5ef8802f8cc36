// Ends with one sentence on a Node that is too old for the project's own scripts.
// Plain JavaScript without new syntax: an older Node must get as far as the sentence below.
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    'expected Node 24 or newer, but found ' + process.versions.node + ': run through npm (npm start, npm test, npm run delira), which brings Node 24 after npm ci',
  );
  process.exit(1);
}
