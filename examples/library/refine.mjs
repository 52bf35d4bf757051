// Refines a policy, proves the result and shows the tree behind it: node examples/library/refine.mjs
import { readFileSync } from 'node:fs';
import { buildTrie, refinePolicy, verifyRefinement } from 'coppice';

const read = (name) => readFileSync(new URL(`../worked/${name}`, import.meta.url), 'utf8');

// As AWS gives them; texts and parsed JSON are both understood.
const { PolicyDocument: original } = JSON.parse(read('policy.json'));
const finding = read('finding.json');
const options = { catalog: '2024-08-31' };

const { policy, changed, warnings } = refinePolicy(original, finding, options);
console.log(changed, warnings.length, policy.Statement[1].Action.join(' '));

const proof = verifyRefinement(original, policy, finding, options);
for (const { law, name, verdict } of proof.laws) console.log(law, name, verdict);

const trie = buildTrie('s3:Get*', finding, options);
for (const node of trie.proposed) console.log(trie.prefix(node), trie.total(node));
