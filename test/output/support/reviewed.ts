import type { AccountCase } from '../../../source/account/cases.ts';
import type { JsonObject } from '../../../source/base/json.ts';
import type { Catalog } from '../../../source/catalog/catalog.ts';
import type { OutputContext, ProvenPolicy } from '../../../source/output/result.ts';
import { readPolicy } from '../../../source/policy/policy.ts';
import { certify } from '../../../source/proof/certificate.ts';
import type { Decisions } from '../../../source/refine/decision.ts';
import { derive } from '../../../source/refine/derive.ts';
import type { Open } from '../../../source/refine/outcome.ts';
import { rerunOf } from '../../../source/refine/rerun.ts';
import { unusedFrom } from '../../../source/usage/unused.ts';
import { caseOf } from '../../model/case.ts';
import { catalogOfNames } from '../../model/given.ts';

export const context: OutputContext = { version: '1.2.3' };

/** A small world: `svc` with six actions, of which `UNUSED` are, and `other`, which is used. */
export const SERVICES = {
  svc: ['GetAlpha', 'GetBeta', 'GetBetaPolicy', 'PutAlpha', 'PutBeta', 'ListAll'],
  other: ['Run', 'Stop'],
};
const UNUSED = ['svc:GetBeta', 'svc:GetBetaPolicy', 'svc:PutBeta'];

export interface Given {
  readonly policy: JsonObject | string;
  readonly unused?: readonly string[];
  readonly facts?: Partial<AccountCase>;
  readonly decisions?: Decisions;
  readonly catalog?: Catalog;
  readonly open?: Open;
}

/** A policy refined and certified, as the commands do it. */
export function reviewed(given: Given): ProvenPolicy {
  const text = typeof given.policy === 'string' ? given.policy : `${JSON.stringify(given.policy, null, 2)}\n`;
  const actions = (given.unused ?? UNUSED).map((action) => ({ action }));
  const policyCase = caseOf({
    id: 'MyRole/MyPolicy',
    name: 'MyPolicy',
    policy: readPolicy(text, 'policy.json'),
    unused: unusedFrom([{ file: 'finding.json', services: [{ service: 'svc', actions }], notes: [] }]),
    catalog: given.catalog ?? catalogOfNames(SERVICES),
    ...given.facts,
  });
  const outcome = derive(policyCase, given.decisions ?? [], given.open);
  return { outcome, certificate: certify(outcome, rerunOf, context.version) };
}

/** A policy that grants more than is used. */
export const POLICY: JsonObject = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'Reading', Effect: 'Allow', Action: ['svc:Get*', 'svc:List*'], Resource: '*' },
    { Sid: 'Writing', Effect: 'Allow', Action: 'svc:Put*', Resource: ['arn:aws:svc:::a', 'arn:aws:svc:::b'] },
    { Effect: 'Deny', NotAction: 'other:*', NotResource: 'arn:aws:svc:::c' },
  ],
};

/** Of which nothing is used. */
export const WHOLLY_UNUSED: JsonObject = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: ['svc:GetBeta*'], Resource: '*' },
};

/** Of which everything is used. */
export const USED: JsonObject = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: ['other:*'], Resource: '*' },
};
