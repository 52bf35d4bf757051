import { jsonLayout, reindent } from '../base/json-layout.ts';
import { locate } from '../base/located.ts';
import { accountInArn, isArn, readPrincipalArn } from '../usage/arn.ts';
import { addPrincipal, type Collection, type Gathered, loadedPolicy } from './collect.ts';

/**
 * Adds the policies that recommendations started from, where no other input has them: Security Hub's recommendations
 * carry them. For a customer-managed policy it is not known who else has it.
 */
export function addExistingPolicies(collection: Collection): void {
  const { policies, principals, recommendations } = collection;
  for (const { file, resourceArn, steps } of recommendations) {
    const who = readPrincipalArn(resourceArn);
    if (who === undefined) continue;
    const owner = principals.find(({ arn }) => arn === resourceArn);
    const found = new Map(
      steps.flatMap((step) =>
        step.existingPolicy === undefined ? [] : [[step.existingPolicyId, step] as const],
      ),
    );
    const fresh = [...found.values()].filter(({ existingPolicyId: id }) =>
      isArn(id)
        ? !policies.some(({ arn }) => arn === id)
        : !owner?.inline.some((place) => policies[place]?.name === id),
    );
    if (fresh.length === 0) continue;
    const attached = fresh.map(({ existingPolicyId }) => existingPolicyId).filter(isArn);
    const made: Gathered = owner ?? {
      kind: who.kind,
      name: who.name,
      arn: resourceArn,
      groups: [],
      attached,
      inline: [],
    };
    if (owner === undefined) addPrincipal(collection, made);
    for (const { existingPolicyId: id, existingPolicy, policyUpdatedAt } of fresh) {
      if (existingPolicy === undefined) continue;
      const { value, text, path } = existingPolicy;
      const isLaidOut = text.trim().includes('\n');
      const document = { value, text: () => (isLaidOut ? text : reindent(text, jsonLayout(''))) };
      const at = locate(value, file, path);
      const dated = policyUpdatedAt === undefined ? {} : { updatedAt: policyUpdatedAt };
      if (!isArn(id)) {
        made.inline.push(policies.length);
        policies.push(loadedPolicy(at, { name: id, kind: 'inline', principal: resourceArn }, document));
        continue;
      }
      const name = id.slice(id.lastIndexOf('/') + 1);
      const kind = accountInArn(id) === 'aws' ? 'aws-managed' : 'customer-managed';
      const facts = { name, kind, arn: id, ...dated, holdersUnknown: true } as const;
      policies.push(loadedPolicy(at, facts, document));
    }
  }
}
